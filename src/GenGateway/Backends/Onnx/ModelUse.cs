namespace GenGateway.Backends.Onnx;

/// <summary>One generation's hold on a loaded model: as long as it is not disposed, a retired model stays loaded. Thread safe.</summary>
internal sealed class ModelUse(LoadedModel loaded, Action leave) : IDisposable
{
    private Action? _leave = leave;

    public LoadedModel Loaded => loaded;

    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
