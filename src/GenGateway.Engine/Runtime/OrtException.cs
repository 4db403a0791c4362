namespace GenGateway.Engine.Runtime;

/// <summary>A call into ONNX Runtime came back with a status that is not success.</summary>
internal sealed class OrtException(OrtErrorCode code, string message)
    : Exception($"ONNX Runtime: {message} ({code})")
{
    public OrtErrorCode Code { get; } = code;
}
