using System.Device.I2c;

namespace PaymentCode.Token
{
    /// <summary>
    /// The DS3231 clock (datasheet 19-5170): seconds to years as BCD in registers 00 to 06, in Coordinated Universal Time, years 2000 to 2099;
    /// the oscillator stop flag in register 0F says that it lost its power, and the time is then not to be believed.
    /// </summary>
    internal sealed class RealTimeClock
    {
        public const int Address = 0x68;

        /// <summary>2000-01-01 00:00:00, the first time that the part can hold, in seconds since 1970.</summary>
        public const uint Earliest = 946684800;

        /// <summary>2099-12-31 23:59:59, the last one.</summary>
        public const uint Latest = 4102444799;

        private const byte StatusRegister = 0x0F;
        private const byte OscillatorStopFlag = 0x80;
        private const byte ControlRegister = 0x0E;
        private const byte ControlDefault = 0x1C;
        private const byte StopOnBattery = 0x80;
        private const int RegisterCount = 16;
        private const uint SecondsPerDay = 86400;

        private readonly I2cDevice _device;
        private uint _utc;
        private bool _isHalfSet;

        public RealTimeClock(I2cDevice device)
        {
            _device = device;
        }

        /// <summary>Whether the part acknowledged at the last access.</summary>
        public bool IsPresent { get; private set; }

        /// <summary>Whether the last reading was a time to believe.</summary>
        public bool IsValid { get; private set; }

        /// <summary>The last reading, seconds since 1970-01-01 UTC. Worth nothing unless <see cref="IsValid"/>.</summary>
        public uint Utc
        {
            get { return _utc; }
        }

        /// <summary>The seconds of the last reading as the part has them (register 00), whether they are to be believed or not.</summary>
        public byte SecondsRegister { get; private set; }

        /// <summary>Reads time and flag in one transaction, so that both are of one moment (datasheet: registers are copied at START).</summary>
        public void Read()
        {
            byte[] registers = new byte[RegisterCount];
            I2cTransferResult result = _device.WriteRead(new byte[] { 0x00 }, registers);
            IsPresent = result.Status == I2cTransferStatus.FullTransfer;
            SecondsRegister = registers[0];
            IsValid = IsPresent
                && !_isHalfSet
                && (registers[StatusRegister] & OscillatorStopFlag) == 0
                && TryDecode(registers, out _utc);
        }

        /// <summary>
        /// Sets the time. Meanwhile the oscillator would stop on battery, so that a cut in the middle leaves a clock that says it stopped
        /// and not one with half of a new time; the flag is cleared last.
        /// </summary>
        /// <param name="utc">Seconds since 1970-01-01 UTC, from <see cref="Earliest"/> to <see cref="Latest"/>.</param>
        /// <returns>False if the part did not acknowledge; the clock is then not valid.</returns>
        public bool TrySet(uint utc)
        {
            int year, month, day;
            uint days = (utc - Earliest) / SecondsPerDay;
            uint second = (utc - Earliest) % SecondsPerDay;
            FromDays((int)days, out year, out month, out day);
            byte[] time = new byte[]
            {
                0x00,
                Bcd((int)(second % 60)),
                Bcd((int)(second / 60 % 60)),
                Bcd((int)(second / 3600)),
                (byte)((days + 6) % 7 + 1),
                Bcd(day),
                Bcd(month),
                Bcd(year),
            };
            _isHalfSet = !(Write(new byte[] { ControlRegister, ControlDefault | StopOnBattery })
                && Write(time)
                && Write(new byte[] { ControlRegister, ControlDefault })
                && Write(new byte[] { StatusRegister, 0x00 }));
            Read();
            return IsValid;
        }

        private static bool TryDecode(byte[] registers, out uint utc)
        {
            utc = 0;
            int second = Number(registers[0]);
            int minute = Number(registers[1]);
            int hour = Number(registers[2]);
            int day = Number(registers[4]);
            int month = Number(registers[5]);
            int year = Number(registers[6]);
            if (second < 0 || second > 59 || minute < 0 || minute > 59 || hour < 0 || hour > 23
                || year < 0 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month))
            {
                return false;
            }

            utc = Earliest + (uint)ToDays(year, month, day) * SecondsPerDay + (uint)(hour * 3600 + minute * 60 + second);
            return true;
        }

        private static int Number(byte bcd)
        {
            int low = bcd & 0x0F;
            int high = bcd >> 4;
            return low > 9 || high > 9 ? -1 : high * 10 + low;
        }

        private static byte Bcd(int number)
        {
            return (byte)(((number / 10) << 4) | (number % 10));
        }

        // Years count from 2000; every fourth one is a leap year up to 2099.
        private static int DaysIn(int year, int month)
        {
            if (month == 2)
            {
                return year % 4 == 0 ? 29 : 28;
            }

            return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
        }

        private static int ToDays(int year, int month, int day)
        {
            int days = year * 365 + (year + 3) / 4 + day - 1;
            for (int before = 1; before < month; before++)
            {
                days += DaysIn(year, before);
            }

            return days;
        }

        private static void FromDays(int days, out int year, out int month, out int day)
        {
            year = 0;
            while (days >= (year % 4 == 0 ? 366 : 365))
            {
                days -= year % 4 == 0 ? 366 : 365;
                year++;
            }

            month = 1;
            while (days >= DaysIn(year, month))
            {
                days -= DaysIn(year, month);
                month++;
            }

            day = days + 1;
        }

        private bool Write(byte[] message)
        {
            return _device.Write(message).Status == I2cTransferStatus.FullTransfer;
        }
    }
}
