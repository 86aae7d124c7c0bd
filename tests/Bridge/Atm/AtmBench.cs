using PaymentCode.Bridge.Atm;

namespace PaymentCode.Bridge.Tests.Atm;

/// <summary>An ATM with a bank, a camera, a dispenser that counts, and a journal that outlives it.</summary>
sealed class AtmBench : ICamera, ICashDispenser, IDisposable
{
    public const string Approved = """{"verdict":"approved","amount":"100.00","amountMinor":10000,"currency":"CNY"}""";
    public const string RefusedForGood = """{"verdict":"refused","reason":"code-used","retry":false}""";
    public const string NoSymbol = """{"verdict":"refused","reason":"no-symbol","retry":true}""";

    readonly string _folder = Directory.CreateTempSubdirectory("paymentcode-atm-").FullName;
    AtmJournal? _journal;
    AtmClient? _client;

    public FakeBank Bank { get; } = new();

    public ImpatientTime Time { get; } = new(longest: TimeSpan.FromSeconds(10));

    public string JournalPath => Path.Combine(_folder, "journal.txt");

    public List<string> CameraOrders { get; } = [];

    public long PaidMinor { get; private set; }

    public int DispenserStarts { get; private set; }

    public Func<DispenseResult> Dispense { get; set; } = static () => DispenseResult.Paid;

    public Func<CameraFrame> Picture { get; set; } = static () => new CameraFrame([0x89, 0x50, 0x4E, 0x47], "image/png");

    public AtmClient Client => _client ??= NewClient();

    /// <summary>The power went and came back: the same journal, a new program.</summary>
    public AtmClient Restart()
    {
        Stop();
        return _client = NewClient();
    }

    public Task<AtmResult> WithdrawAsync(int maxFrames = 1) => Client.WithdrawAsync("+8613800000000", "482915", maxFrames, default);

    public ValueTask EnterCaptureAsync(CancellationToken cancellation) => OrderAsync("capture");

    public ValueTask<CameraFrame> TakeFrameAsync(CancellationToken cancellation)
    {
        CameraOrders.Add("frame");
        return ValueTask.FromResult(Picture());
    }

    public ValueTask ReturnToSurveillanceAsync() => OrderAsync("surveillance");

    public Task<DispenseResult> DispenseAsync(long amountMinor, string currency)
    {
        DispenserStarts++;
        DispenseResult result = Dispense();
        PaidMinor += result == DispenseResult.Paid ? amountMinor : 0;
        return Task.FromResult(result);
    }

    /// <summary>The program ends.</summary>
    public void Stop() => _journal?.Dispose();

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    AtmClient NewClient()
    {
        _journal = AtmJournal.Open(JournalPath, Time);
        HttpClient http = new(Bank, disposeHandler: false) { BaseAddress = new Uri("http://127.0.0.1:9") };
        return new AtmClient(http, "ATM00001", FakeBank.Key, _journal, this, this, Time);
    }

    ValueTask OrderAsync(string order)
    {
        CameraOrders.Add(order);
        return ValueTask.CompletedTask;
    }
}
