using GenGateway.Recording;

namespace GenGateway.Tests.Recording;

/// <summary>A journal, a writer and a store that can be stopped, left behind as after a kill, and started again.</summary>
internal sealed class LedgerWorld : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private bool _running;

    public LedgerWorld(Func<JournalOptions, JournalOptions>? change = null)
    {
        Change = change ?? (static options => options);
        Journal = Open();
        Writer = NewWriter();
    }

    public Func<JournalOptions, JournalOptions> Change { get; set; }

    public FakeStore Store { get; } = new();

    public LinesLogger<LedgerWriter> Log { get; } = new();

    public Journal Journal { get; private set; }

    public LedgerWriter Writer { get; private set; }

    public string Folder => _folder.At("journal");

    public string[] Segments => [.. Directory.GetFiles(Folder, "*.journal").Order()];

    public void Start()
    {
        _running = true;
        Writer.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _running = false;
        await Writer.StopAsync(cancellationToken);
    }

    /// <summary>What a kill leaves: files, and no word to anybody.</summary>
    public void Restart()
    {
        Assert.False(_running);
        Journal.Dispose();
        Journal = Open();
        Writer = NewWriter();
    }

    /// <summary>Starts, lets everything through, and stops.</summary>
    public async Task ReplayAsync()
    {
        Start();
        await StopAsync();
    }

    public void Dispose()
    {
        Journal.Dispose();
        _folder.Dispose();
    }

    private Journal Open() => Journal.Open(Change(new JournalOptions(Folder)), TimeProvider.System);

    private LedgerWriter NewWriter() => new(Journal, Store, Log, TimeProvider.System, new LedgerWriterOptions
    {
        BatchRecords = 10,
        Linger = TimeSpan.FromMilliseconds(1),
        FirstBackoff = TimeSpan.FromMilliseconds(1),
        LongestBackoff = TimeSpan.FromMilliseconds(2),
    });
}
