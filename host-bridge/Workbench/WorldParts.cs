using PaymentCode.Bank;
using PaymentCode.Bridge.Atm;
using PaymentCode.Bridge.Relay;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Emulation.Camera;
using PaymentCode.Workbench.Devices;
using PaymentCode.Workbench.Engine;
using PaymentCode.Workbench.Events;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>
/// Everything in a world, wired: a bank with its database in memory, the customer's token in the customer's computer with the bridge, an ATM with its camera. All of it lives on
/// the world's thread.
/// </summary>
internal sealed class WorldParts : IAsyncDisposable
{
    /// <summary>What the clock shows when a visitor comes.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>How long before that the devices are switched on and set up.</summary>
    public const int SetUpMs = 20_000;

    static WorldParts() => SameBanks.Share();

    private readonly WebApplication _bank;
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource? _watching;
    private Task _bridge = Task.CompletedTask;
    private Task _watch = Task.CompletedTask;

    private WorldParts(int seed, Identity people, WorldTime time, EventLog log, WebApplication bank, BankServer server, BankBooks books)
    {
        (Seed, People, Time, Log, _bank, Books) = (seed, people, time, log, bank, books);
        Link = new BankLink(server, log);
        Token = new TokenDevice(new Chance(seed, "token").Seed(), log);
        Phone = new Phone(log, time);
        Lens = new Lens(new Chance(seed, "camera").Seed(), log, time, () => time.NowMs, () => Token.Picture, Phone.InView);
        Port = new TokenPort(Token.Usb, time, new Random(new Chance(seed, "link").Seed()));
        Customer = new CustomerDesk(this);
        Payments = new PaymentBooks(this);
        Shop = new ShopDesk(this);
        Attacks = new Attacks.AttackDesk(this);
        Story = new Stories.StoryDesk(this);
    }

    /// <summary>The seed.</summary>
    public int Seed { get; }

    /// <summary>The clock.</summary>
    public WorldTime Time { get; }

    /// <summary>What happened.</summary>
    public EventLog Log { get; }

    /// <summary>The ways to the bank.</summary>
    public BankLink Link { get; }

    /// <summary>The bank's books.</summary>
    public BankBooks Books { get; }

    /// <summary>The token.</summary>
    public TokenDevice Token { get; }

    /// <summary>The port of the customer's computer, as the bridge serves it.</summary>
    public TokenPort Port { get; }

    /// <summary>The ATM's camera.</summary>
    public Lens Lens { get; }

    /// <summary>The customer's phone.</summary>
    public Phone Phone { get; }

    /// <summary>The shop's till with a camera; there once the bank knows it.</summary>
    public Till Till { get; private set; } = null!;

    /// <summary>The ATM; there once the bank knows it.</summary>
    public Atm Atm { get; private set; } = null!;

    /// <summary>The customer's online banking.</summary>
    public CustomerDesk Customer { get; }

    /// <summary>What the bank's books say of the customer's payment codes.</summary>
    public PaymentBooks Payments { get; }

    /// <summary>The shop.</summary>
    public ShopDesk Shop { get; }

    /// <summary>Who attacks.</summary>
    public Attacks.AttackDesk Attacks { get; }

    /// <summary>The story that leads the visitor.</summary>
    public Stories.StoryDesk Story { get; }

    /// <summary>People and things of this world.</summary>
    public Identity People { get; }

    /// <summary>Milliseconds since the visitor came.</summary>
    public long NowMs => Time.NowMs - SetUpMs;

    /// <summary>Opens the bank and switches everything on.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="database">Connection string of the bank's empty database.</param>
    /// <param name="pump">The world's thread.</param>
    public static async Task<WorldParts> OpenAsync(int seed, string database, Pump pump)
    {
        var time = new WorldTime(Beginning - TimeSpan.FromMilliseconds(SetUpMs), pump.RunReady);
        var log = new EventLog(() => time.NowMs - SetUpMs);
        var people = Identity.Invent(seed);
        var books = new BankBooks(database, log);
        var server = new BankServer();
        WebApplication? bank = null;
        try
        {
            bank = await BankApp.CreateAsync(new BankOptions
            {
                Connection = database,
                MasterKey = new Chance(seed, "master key").Bytes(32),
                ClerkToken = people.ClerkToken,
                Urls = [],
                Time = time,
                Randomness = new Chance(seed, "bank").ForBank(),
                Background = TaskScheduler.FromCurrentSynchronizationContext(),
                Server = server,
            });
            await bank.StartAsync();
        }
        catch
        {
            books.Dispose();
            throw;
        }

        return new WorldParts(seed, people, time, log, bank, server, books);
    }

    /// <summary>The ATM gets its id and key from the bank.</summary>
    public void PlaceAtm(string id, byte[] key)
    {
        Atm = new Atm(id, key, Link.ClientFor("atm"), Lens, Log, Time);
    }

    /// <summary>The till gets its id and key from the bank.</summary>
    public void PlaceTill(string id, byte[] key)
    {
        Till = new Till(
            new PaymentCodeTerminal(Link.ClientFor("shop"), id, key, Time),
            subject => subject == "phone" ? Phone.InView() : OledModule.Showing(Token.Picture.IsLit),
            new Chance(Seed, "till").Seed(),
            Log);
    }

    /// <summary>The customer's computer starts the bridge.</summary>
    public void StartBridge()
    {
        var relay = new BridgeRelay(_ => Link.ConnectAsync(Link.Customers), [Port], Time);
        _bridge = Task.WhenAll(Port.RunAsync(_stop.Token), relay.RunAsync(_stop.Token));
    }

    /// <summary>The shop's computer starts its bridge.</summary>
    public void StartShopBridge() => Shop.StartBridge(_stop.Token);

    /// <summary>Whether the bridge looks for a code that the token releases to a phone: while a reservation asks for one.</summary>
    public void WatchForReleasedCode(bool isWanted)
    {
        if (isWanted == _watching is not null)
        {
            return;
        }

        if (!isWanted)
        {
            _watching!.Cancel();
            _watching = null;
            return;
        }

        _watching = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var watcher = new ReleasedCodeWatcher(Port, Time);
        watcher.Released += Phone.Release;
        _watch = watcher.RunAsync(_watching.Token);
    }

    /// <summary>Lives until a moment: each part does what is due, and then everything that follows from it.</summary>
    /// <param name="ms">The moment.</param>
    /// <param name="runReady">Goes on with what is ready.</param>
    public void Live(long ms, Action runReady)
    {
        Shop.Counter.LiveUntil(ms);
        runReady();
        Time.MoveTo(ms);
        runReady();
        See();
        if (_bridge.IsFaulted || _watch.IsFaulted || Shop.Bridge.IsFaulted)
        {
            throw (_bridge.Exception ?? _watch.Exception ?? Shop.Bridge.Exception)!;
        }
    }

    /// <summary>Takes notice of what errands and time have changed.</summary>
    public void See()
    {
        if (Books.Watch())
        {
            Customer.Refresh();
            Payments.Refresh();
            Shop.Refresh();
            WatchForReleasedCode(Customer.WaitsForPhone);
        }

        Attacks.See();
        Story.See();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        Shop.Counter.Dispose();
        Atm?.Dispose();
        await _bank.StopAsync();
        await _bank.DisposeAsync();
        Books.Dispose();
        _stop.Dispose();
    }
}
