using System.Buffers;
using GenGateway.Errors;
using GenGateway.Server.Http;
using GenGateway.Surfaces.Ollama;

namespace GenGateway.Server.Models;

/// <summary>Ollama's lists of models, its version, and what its root says. Thread safe.</summary>
internal sealed class OllamaModels(OllamaModelLists lists, GatewayParts parts)
{
    private static readonly Failure NoRoot = new(FailureKind.NotFound, "There is no such route here. On a listener of its own (listeners: surfaces: [ollama]) Ollama's clients find a server at /.");

    public Task ListAsync(HttpContext context) =>
        Reply.JsonAsync(context, StatusCodes.Status200OK, output => lists.WriteTags(Exchange.Of(context).Caller, output));

    public Task ListRunningAsync(HttpContext context) =>
        Reply.JsonAsync(context, StatusCodes.Status200OK, output => lists.WriteRunning(Exchange.Of(context).Caller, output));

    public async Task ShowAsync(HttpContext context)
    {
        if (MediaTypes.Check(context.Request, anyType: true) is { } unsupported)
        {
            await Refusal.WriteAsync(context, unsupported);
            return;
        }

        if (!(await parts.Bodies.ReadAsync(context)).TryGet(out var body, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        using var owned = body;
        await Reply.JsonAsync(context, output => lists.WriteOne(Exchange.Of(context).Caller, body.Memory, output));
    }

    public static Task VersionAsync(HttpContext context) => Reply.JsonAsync(context, StatusCodes.Status200OK, static output =>
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteString("version", HealthPage.Version);
        json.WriteEndObject();
    });

    public static Task RootAsync(HttpContext context)
    {
        if (ClientLink.Of(context).Door.Families.HasFlag(Families.Dashboard))
            return Refusal.WriteAsync(context, NoRoot);
        var body = new ArrayBufferWriter<byte>(32);
        body.Write("Ollama is running"u8);
        return Reply.SendAsync(context, StatusCodes.Status200OK, "text/plain; charset=utf-8", body);
    }
}
