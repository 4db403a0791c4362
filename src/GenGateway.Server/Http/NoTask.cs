using System.Buffers;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Server.Http;

/// <summary>A request that is routed and generates nothing.</summary>
internal sealed class NoTask : ITaskSource
{
    public static NoTask Instance { get; } = new();

    public Outcome<DecodedTask> Decode() => Failure.Defect();

    public void WritePrompt(IBufferWriter<byte> output)
    {
    }
}
