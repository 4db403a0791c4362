using System.Runtime.InteropServices;

namespace GenGateway.Engine.Runtime;

/// <summary>Options of a run whose only use here is to end it early from another thread.</summary>
internal sealed class OrtRunOptions : SafeHandle
{
    private readonly OrtApi _api;

    public OrtRunOptions(OrtLibrary library)
        : base(0, ownsHandle: true)
    {
        _api = library.Api;
        SetHandle(_api.CreateRunOptions());
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Makes the run that is under way, and each later one, end with an error. Any thread.</summary>
    public void Terminate() => _api.SetTerminate(handle);

    /// <summary>Allows runs again. Only while none is under way.</summary>
    public void Allow() => _api.UnsetTerminate(handle);

    protected override bool ReleaseHandle()
    {
        _api.Release(OrtFunction.ReleaseRunOptions, handle);
        return true;
    }
}
