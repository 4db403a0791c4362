using System.Buffers;
using System.Text;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Responses;

/// <summary>A body of <c>/v1/responses</c>, decoded when a backend needs that. Used by the request's own flow.</summary>
/// <remarks>Disposing lets go of what the answer to a decoded body is kept with.</remarks>
/// <param name="body">The body, without a byte order mark.</param>
/// <param name="before">The response that it goes on from; null: none.</param>
/// <param name="isKept">Whether its own response is to be kept.</param>
/// <param name="wire">The same body for the relay; null: it is not relayed.</param>
internal sealed class ResponseBody(ReadOnlyMemory<byte> body, StoredResponse? before, bool isKept, WireBody? wire) : ITaskSource, IDisposable
{
    private ChatTask? _task;
    private bool _isHeld;

    /// <summary>What it asks for beside its items; null: it was not decoded.</summary>
    public ResponseFields? Fields { get; private set; }

    /// <summary>All items up to its own, where they are to be kept and it was decoded.</summary>
    public ReadOnlyMemory<byte>? Conversation { get; private set; }

    /// <summary>Says that a backend which keeps a response cannot go on from it any more.</summary>
    public static Failure NotKept(string backend) => new(
        FailureKind.InvalidValue,
        $"previous_response_id names a response that backend '{backend}' keeps, and its capabilities do not list responses any more. Send the items of the conversation as input.")
    {
        Param = "previous_response_id",
    };

    public Outcome<DecodedTask> Decode()
    {
        // The items up to it are at that backend alone.
        if (before?.Backend is { } backend)
            return NotKept(backend);
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;

        var fields = new Fields(document.RootElement, "", new Faults());
        var drops = new Drops();
        var items = new ResponseItems(drops);
        if (before is not null && !ResponseConversation.Read(before, items, fields.Faults))
            return Failure.Defect();
        var input = fields.Any("input");
        // A backend that keeps prompts may do without it; nobody else can.
        if (input is { } given)
            items.Read(given, "input", fields.Faults);
        else
            fields.Faults.Add("input", "input is missing: a string, or an array of items.");
        var (asked, task) = ResponseFields.Read(fields, items.Messages, drops);
        if (fields.Faults.First is { } fault)
            return fault;
        Fields = asked;
        _task = task;
        if (isKept && input is { } own)
        {
            Conversation = ResponseConversation.Join(before, own);
            // It lies in the memory that was reserved with the body.
            _isHeld = wire?.TryHold() ?? false;
        }

        return new DecodedTask(task, drops.Names);
    }

    public void WritePrompt(IBufferWriter<byte> output)
    {
        if (before is { Backend: null })
        {
            WriteMessages(output);
            return;
        }

        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = JsonGuard.MaxDepth });
        new PromptText(output).Response(ref reader);
    }

    public void Dispose()
    {
        if (!_isHeld)
            return;
        _isHeld = false;
        wire!.Release();
    }

    // With all that was said before, which no body has.
    private void WriteMessages(IBufferWriter<byte> output)
    {
        var isFirst = true;
        foreach (var message in _task?.Messages ?? [])
        {
            if (_task!.Messages.Count > 1)
                Encoding.UTF8.GetBytes($"{(isFirst ? "" : "\n")}{message.Role}: ", output);
            Encoding.UTF8.GetBytes(message.Text, output);
            isFirst = false;
        }
    }
}
