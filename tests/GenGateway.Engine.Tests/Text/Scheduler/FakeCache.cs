using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Tests.Text.Scheduler;

internal sealed class FakeCache : ISequenceCache
{
    public const int BytesPerToken = 8;

    public int Length { get; set; }

    public long Bytes => Length * BytesPerToken;

    /// <summary>The prompt's first token, by which tests tell sequences apart.</summary>
    public int Owner { get; set; } = -1;

    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
