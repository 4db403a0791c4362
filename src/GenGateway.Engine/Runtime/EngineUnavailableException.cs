namespace GenGateway.Engine.Runtime;

/// <summary>The embedded engine is off in this process: ONNX Runtime's native library could not be loaded.</summary>
/// <remarks>The message is one line and says what to do; <see cref="OnnxRuntime.IsPresent"/> tells beforehand, without an exception, whether the file is there.</remarks>
public sealed class EngineUnavailableException : Exception
{
    internal EngineUnavailableException(string message)
        : base(message)
    {
    }
}
