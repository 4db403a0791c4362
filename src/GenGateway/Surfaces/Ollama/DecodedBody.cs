using System.Buffers;
using System.Text;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Ollama;

/// <summary>A body that was decoded at once, since nobody gets it as it came.</summary>
internal sealed class DecodedBody(DecodedTask task) : ITaskSource
{
    public Outcome<DecodedTask> Decode() => task;

    public void WritePrompt(IBufferWriter<byte> output)
    {
        foreach (var input in ((EmbeddingTask)task.Task).Inputs)
            Encoding.UTF8.GetBytes(input.Text ?? "", output);
    }
}
