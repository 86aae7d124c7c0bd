namespace PaymentCode.Core.Codes
{
    /// <summary>
    /// Currencies of ISO 4217 in circulation (list one, January 2026; funds, metals and test codes are left out): numeric code, letters,
    /// decimal places.
    /// </summary>
    public static class Iso4217
    {
        // One literal, found by the string class's native search: a table of objects would cost the device 10 KB of heap.
        private const string Currencies =
            " 008ALL2 012DZD2 032ARS2 036AUD2 044BSD2 048BHD3 050BDT2 051AMD2 052BBD2 060BMD2 064BTN2 068BOB2 072BWP2 084BZD2"
            + " 090SBD2 096BND2 104MMK2 108BIF0 116KHR2 124CAD2 132CVE2 136KYD2 144LKR2 152CLP0 156CNY2 170COP2 174KMF0 188CRC2"
            + " 192CUP2 203CZK2 208DKK2 214DOP2 222SVC2 230ETB2 232ERN2 238FKP2 242FJD2 262DJF0 270GMD2 292GIP2 320GTQ2 324GNF0"
            + " 328GYD2 332HTG2 340HNL2 344HKD2 348HUF2 352ISK0 356INR2 360IDR2 364IRR2 368IQD3 376ILS2 388JMD2 392JPY0 398KZT2"
            + " 400JOD3 404KES2 408KPW2 410KRW0 414KWD3 417KGS2 418LAK2 422LBP2 426LSL2 430LRD2 434LYD3 446MOP2 454MWK2 458MYR2"
            + " 462MVR2 480MUR2 484MXN2 496MNT2 498MDL2 504MAD2 512OMR3 516NAD2 524NPR2 532XCG2 533AWG2 548VUV0 554NZD2 558NIO2"
            + " 566NGN2 578NOK2 586PKR2 590PAB2 598PGK2 600PYG0 604PEN2 608PHP2 634QAR2 643RUB2 646RWF0 654SHP2 682SAR2 690SCR2"
            + " 702SGD2 704VND0 706SOS2 710ZAR2 728SSP2 748SZL2 752SEK2 756CHF2 760SYP2 764THB2 776TOP2 780TTD2 784AED2 788TND3"
            + " 800UGX0 807MKD2 818EGP2 826GBP2 834TZS2 840USD2 858UYU2 860UZS2 882WST2 886YER2 901TWD2 924ZWG2 925SLE2 926VED2"
            + " 928VES2 929MRU2 930STN2 933BYN2 934TMT2 936GHS2 938SDG2 941RSD2 943MZN2 944AZN2 946RON2 949TRY2 950XAF0 951XCD2"
            + " 952XOF0 953XPF0 967ZMW2 968SRD2 969MGA2 971AFN2 972TJS2 973AOA2 976CDF2 977BAM2 978EUR2 980UAH2 981GEL2 985PLN2"
            + " 986BRL2";

        /// <summary>
        /// Finds a currency by its numeric code, 1 to 999. <paramref name="letters"/> is its three-letter code, <paramref name="exponent"/> the
        /// number of decimal places, 0, 2 or 3.
        /// </summary>
        public static bool TryFind(ushort numeric, out string letters, out byte exponent)
        {
            char[] key = { ' ', (char)('0' + (numeric / 100)), (char)('0' + (numeric / 10 % 10)), (char)('0' + (numeric % 10)) };
            int at = numeric > 999 ? -1 : Currencies.IndexOf(new string(key));
            letters = at < 0 ? null : Currencies.Substring(at + 4, 3);
            exponent = (byte)(at < 0 ? 0 : Currencies[at + 7] - '0');
            return at >= 0;
        }
    }
}
