namespace GenGateway.Journey;

/// <summary>The backends there are now, in the order of preference. Read by everybody, replaced as a whole by one owner.</summary>
/// <remarks>Thread safe. Those who replace it take turns among themselves.</remarks>
public sealed class BackendCatalogue(IReadOnlyList<IBackend> backends)
{
    private readonly Lock _telling = new();
    private volatile IReadOnlyList<IBackend> _backends = backends;

    /// <summary>Raised after the backends, or what they serve, changed; on the changer's thread, one change after the other. Must not wait.</summary>
    public event Action? Changed;

    /// <summary>All of them, disabled ones too.</summary>
    public IReadOnlyList<IBackend> Backends => _backends;

    /// <summary>From now on, these.</summary>
    public void Replace(IReadOnlyList<IBackend> backends)
    {
        _backends = backends;
        Tell();
    }

    /// <summary>A backend serves other models than before.</summary>
    public void Touch() => Tell();

    // In turns: what somebody makes of an older list must not replace what was made of a newer one.
    private void Tell()
    {
        lock (_telling)
            Changed?.Invoke();
    }
}
