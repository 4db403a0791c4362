using System.Buffers;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

/// <summary>A body that a test has decoded already.</summary>
internal sealed class GivenTask(GenerationTask task, params string[] dropped) : ITaskSource
{
    public Outcome<DecodedTask> Decode() => new DecodedTask(task, dropped);

    public void WritePrompt(IBufferWriter<byte> output) => output.Write("prompt"u8);
}
