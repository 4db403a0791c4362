using GenGateway.Journey;

namespace GenGateway.Backends.Masks;

/// <summary>A task whose mask is as its backend reads masks. One owner, who disposes it when nobody reads the mask any more.</summary>
public sealed class MaskedTask : IDisposable
{
    private readonly MemoryHold? _hold;

    internal MaskedTask(ImageTask task, MemoryHold? hold) => (Task, _hold) = (task, hold);

    /// <summary>What is asked; its mask is null where everything may change.</summary>
    public ImageTask Task { get; }

    public void Dispose() => _hold?.Dispose();
}
