using System.Buffers;
using System.Text;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Reading;

/// <summary>A body that was read at once.</summary>
/// <param name="prompt">Its prompt.</param>
/// <param name="task">What it asks.</param>
internal sealed class ReadTask(string prompt, DecodedTask task) : ITaskSource
{
    public Outcome<DecodedTask> Decode() => task;

    public void WritePrompt(IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(prompt, output);
}
