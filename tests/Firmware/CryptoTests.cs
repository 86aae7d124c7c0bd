using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class CryptoTests
    {
        // RFC 4493 §4, examples 1 to 4.
        [TestMethod]
        public void CMAC_gives_the_values_of_RFC_4493()
        {
            GivesMac(0, "BB1D6929E95937287FA37D129B756746");
            GivesMac(16, "070A16B46B4D4144F79BDD9DD04A287C");
            GivesMac(40, "DFA66747DE9AE63030CA32611497C827");
            GivesMac(64, "51F0BEBF7E3B9D92FC49741779363CFE");
        }

        static void GivesMac(int length, string mac)
        {
            byte[] key = Hex.Bytes("2B7E151628AED2A6ABF7158809CF4F3C");
            byte[] message = Hex.Bytes("6BC1BEE22E409F96E93D7E117393172A AE2D8A571E03AC9C9EB76FAC45AF8E51"
                + "30C81C46A35CE411E5FBC1191A0A52EF F69F2445DF4F9B17AD2B417BE66C3710");
            Assert.AreEqual(mac, Hex.Text(AesCmac.Compute(key, Core.Bytes.Slice(message, 0, length))));
        }

        // FIPS 197 appendix C.1 and SP 800-38A §F.2.1; RFC 4231 case 2.
        [TestMethod]
        public void The_boards_own_primitives_give_the_standards_values()
        {
            byte[] key = Hex.Bytes("000102030405060708090A0B0C0D0E0F");
            Assert.AreEqual(
                "69C4E0D86A7B0430D8CDB78070B4C55A",
                Hex.Text(DeviceCrypto.AesEcbEncrypt(key, Hex.Bytes("00112233445566778899AABBCCDDEEFF"))));

            byte[] cbcKey = Hex.Bytes("2B7E151628AED2A6ABF7158809CF4F3C");
            byte[] plain = Hex.Bytes("6BC1BEE22E409F96E93D7E117393172A AE2D8A571E03AC9C9EB76FAC45AF8E51");
            byte[] encrypted = DeviceCrypto.AesCbcEncrypt(cbcKey, key, plain);
            Assert.AreEqual("7649ABAC8119B246CEE98E9B12E9197D5086CB9B507219EE95DB113A917678B2", Hex.Text(encrypted));
            Assert.AreEqual(Hex.Text(plain), Hex.Text(DeviceCrypto.AesCbcDecrypt(cbcKey, key, encrypted)));
            Assert.AreEqual("000102030405060708090A0B0C0D0E0F", Hex.Text(key));

            Assert.AreEqual(
                "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843",
                Hex.Text(DeviceCrypto.HmacSha256(
                    Core.Bytes.FromAscii("Jefe"), Core.Bytes.FromAscii("what do ya want for nothing?"))));
        }

        [TestMethod]
        public void AES_takes_a_key_of_16_bytes_and_whole_blocks_of_which_there_may_be_none()
        {
            AreTaken(16, 0);
            AreTaken(16, 48);
            AreRefused(15, 16);
            AreRefused(24, 16);
            AreRefused(32, 16);
            AreRefused(0, 16);
            AreRefused(16, 15);
            AreRefused(16, 17);
        }

        static void AreTaken(int keyLength, int dataLength)
        {
            for (int way = 0; way < 3; way++)
            {
                Assert.AreEqual(dataLength, Apply(way, new byte[keyLength], new byte[dataLength]).Length);
            }
        }

        static void AreRefused(int keyLength, int dataLength)
        {
            for (int way = 0; way < 3; way++)
            {
                bool isTaken = true;
                try
                {
                    Apply(way, new byte[keyLength], new byte[dataLength]);
                }
                catch (ArgumentException)
                {
                    isTaken = false;
                }

                Assert.IsFalse(isTaken);
            }
        }

        static byte[] Apply(int way, byte[] key, byte[] data)
        {
            byte[] iv = new byte[16];
            return way == 0 ? DeviceCrypto.AesEcbEncrypt(key, data)
                : way == 1 ? DeviceCrypto.AesCbcEncrypt(key, iv, data)
                : DeviceCrypto.AesCbcDecrypt(key, iv, data);
        }

        // NIST CAVP, HMAC_DRBG.rsp, SHA-256: no reseed, count 0; no reseed with personalization and additional input; with reseed and all inputs.
        // The second of two requests of 1,024 bits counts.
        [TestMethod]
        public void HMAC_DRBG_gives_the_values_of_NIST()
        {
            GivesRandom(
                "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488", "659ba96c601dc69fc902940805ec0ca8", "", "", "", "", "",
                "e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89d54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc1"
                + "07694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8");
            GivesRandom(
                "f074a8cf417a9a4c4aade25f530567fd7a1410a074f3b0edd664bbc430ddb250", "d3c0823b6d28a42d5f0fc01496d32859",
                "972527fe90601de9d13a050c7e49d556d0de6b0e75e0619807ade2178eefe47d", "", "",
                "0dc678372c9f24230d15acd1d36b13294c58b76f2847397fbc32dfada12b8e51",
                "59874caea33944638e1e11fa3626fa2bc26d4502120c17e0e198d04f9ef0ff95",
                "79db15ff50059ce58dcd44553f5cb6a19554cf35d2b64c869336a797cef93b24c64b716aaa11cd82dca0143279ed7cb2698d7cd726241ca17b5ce6831b08ae84"
                + "dd57f95b11c07f7fef1d381eb0b7fd535b902ccede73538155f30100fd13ff007806b367f5032561338a92541f441725eab17996dd58e9870025d98b4752b547");
            GivesRandom(
                "00efb9c7f02719ff5c7030ffa897a308d36c11ce27526340728bcd487c80457b", "09cebd489d363b5578ddf30534ee6a7f",
                "27e38c624a8f934e931e195a0cbcf38e4e8d50108dc318743fb4b61cf78a7d14",
                "4c87234a9bb529aebb7278daa089753bd2b501d30677edb6cc31e38788fe0e21",
                "0e4dddbe0034180b59303d527a938a447bad9e4a91787d1072e6f41350ff11e5",
                "cb25fccf929812b9fc66aea93e0cafb064e25b8c2989ae5078648ef529ecb487",
                "c1685a422e4a0673cea9948937a8fdaa77777066f501aa17493682a83d931e6a",
                "7569ff1ad01a56ab283c1f2357bd519e15c0be84b80cfe8ec6e26cf903aa8a17f52311a2458e48468122ce1f4abff12920f7dffa86c46f06d744d198004bdd0b"
                + "29b1b0f17712863df82406e2c2a2fb73ea99dc3969c7e52aeaea031e0112fbf8d785426ae7c106d876a900ba54c4e9a1f3656990571c6d1fb56131cd1cdb1e68");
        }

        static void GivesRandom(
            string entropy, string nonce, string personalization, string reseed, string reseedAdditional, string first, string second, string expected)
        {
            HmacDrbg drbg = new HmacDrbg(Hex.Bytes(entropy), Hex.Bytes(nonce), Hex.Bytes(personalization));
            if (reseed.Length > 0)
            {
                drbg.Reseed(Hex.Bytes(reseed), Hex.Bytes(reseedAdditional));
            }

            drbg.Generate(128, Hex.Bytes(first));
            Assert.AreEqual(expected, Hex.Text(drbg.Generate(128, Hex.Bytes(second))).ToLower());
        }

        // The same file, with prediction resistance: fresh entropy and the additional input go in before each request.
        [TestMethod]
        public void HMAC_DRBG_reseeded_before_each_request_gives_the_values_of_NIST()
        {
            byte[] none = new byte[0];
            HmacDrbg drbg = new HmacDrbg(
                Hex.Bytes("4b7e3f8a5f270aa2386dc1c1cf00c6dbddbd49f9911c0cb3f14f91ffe23f71f5"),
                Hex.Bytes("4536ed125240aa60cb3a255ef0e307a0"),
                Hex.Bytes("f293dc63e6e0dcb94bb19929a7935ec71bf16c55258eb66c63ff6d3225a8c270"));
            drbg.Reseed(
                Hex.Bytes("cf064f20b82f991ccec2381aecb0caae50c7b6407f8c76784d42a5af09c06290"),
                Hex.Bytes("4df6f301c1f2831f18ab0715706fc1e381c1c09a11ffc9af9938bd28a6fe700b"));
            drbg.Generate(128, none);
            drbg.Reseed(
                Hex.Bytes("3cd4ce3f5dc941836afa0388c959b0d3783764f288296ac66960c28a7be1f75f"),
                Hex.Bytes("e350cc55cd96ad56aeb81b7b735dc87d48a1a8adca68e3ff0304e9438c00b776"));
            Assert.AreEqual(
                "a273235f5ec7b38d81fb2ac46a81b9aca8badc379a152bbbbd20fe10d58e55f8123e9909927a628304ad8d582a208b605798ab5a21877f8f9838f3d926764efb"
                + "63e5eb3033f977ec816c1d462fb0c567e1e8fb029c80e0ddc0ce28a9ff311eebf1689060de7f1060cc59a818d6ddefe9e638f2bf84464d17939eace387b25f24",
                Hex.Text(drbg.Generate(128, none)).ToLower());
        }
    }
}
