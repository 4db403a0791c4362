using System.Buffers;
using GenGateway.Errors;
using GenGateway.Server.Http;

namespace GenGateway.Server.Responses;

/// <summary>The routes of kept responses: everybody's own. Thread safe.</summary>
internal sealed class ResponsesHandler(ResponseKeeper keeper)
{
    public async Task GetAsync(HttpContext context)
    {
        var found = await keeper.FindAsync(IdOf(context), Exchange.Of(context).Caller, context.RequestAborted);
        if (!found.TryGet(out var response, out var failure) && failure is not null)
            await Refusal.WriteAsync(context, failure);
        else if (response is null)
            await Refusal.WriteAsync(context, Unknown());
        else
            await Reply.JsonAsync(context, StatusCodes.Status200OK, output => output.Write(response.Response.Span));
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

    private static Failure Unknown() => new(FailureKind.NotFound, "There is no such response of yours, or no longer: responses are kept for 30 days, and not where store is false.") { Param = "response_id" };
}
