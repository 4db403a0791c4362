using System.Buffers;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Http;

namespace GenGateway.Server.Responses;

/// <summary>The routes of kept responses: everybody's own. Thread safe.</summary>
internal sealed class ResponsesHandler(ResponseKeeper keeper, MemoryBudget memory)
{
    public async Task GetAsync(HttpContext context)
    {
        var found = await keeper.FindAnswerAsync(IdOf(context), Exchange.Of(context).Caller, context.RequestAborted);
        using var hold = memory.Hold();
        if (!found.TryGet(out var response, out var failure) && failure is not null)
            await Refusal.WriteAsync(context, failure);
        else if (response is not { } bytes)
            await Refusal.WriteAsync(context, Unknown());
        // As it was read, and on its way to the client.
        else if (!hold.TryGrowTo(bytes.Length * 2L))
            await Refusal.WriteAsync(context, memory.Full());
        else
            await Reply.JsonAsync(context, StatusCodes.Status200OK, output => output.Write(bytes.Span));
    }

    public async Task DeleteAsync(HttpContext context)
    {
        var id = IdOf(context);
        if (!(await keeper.DeleteAsync(id, Exchange.Of(context).Caller, context.RequestAborted)).TryGet(out var deleted, out var failure))
            await Refusal.WriteAsync(context, failure);
        else if (!deleted)
            await Refusal.WriteAsync(context, Unknown());
        else
            await Reply.JsonAsync(context, StatusCodes.Status200OK, output => Write(output, id));
    }

    private static void Write(IBufferWriter<byte> output, string id)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("object", "response");
        json.WriteBoolean("deleted", true);
        json.WriteEndObject();
    }

    private static string IdOf(HttpContext context) => PathText.Of(context, "id") ?? "";

    private static Failure Unknown() => new(FailureKind.NotFound, "There is no such response of yours, or no longer: responses are kept for 30 days, or until newer ones need the room, and not where store is false.") { Param = "response_id" };
}
