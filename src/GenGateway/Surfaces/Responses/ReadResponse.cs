using System.Buffers;
using System.Text;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Responses;

/// <summary>A body of <c>/v1/responses</c>, decoded at the door: nobody gets it as it came.</summary>
/// <param name="task">What it asks for.</param>
/// <param name="dropped">Fields that the task cannot take along.</param>
internal sealed class ReadResponse(ChatTask task, IReadOnlyList<string> dropped) : ITaskSource
{
    public Outcome<DecodedTask> Decode() => new DecodedTask(task, dropped);

    public void WritePrompt(IBufferWriter<byte> output)
    {
        var isFirst = true;
        foreach (var message in task.Messages)
        {
            if (task.Messages.Count > 1)
                Encoding.UTF8.GetBytes($"{(isFirst ? "" : "\n")}{message.Role}: ", output);
            Encoding.UTF8.GetBytes(message.Text, output);
            isFirst = false;
        }
    }
}
