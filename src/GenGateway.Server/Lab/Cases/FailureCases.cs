namespace GenGateway.Server.Lab.Cases;

/// <summary>Upstreams that fail before their first content.</summary>
internal static class FailureCases
{
    private const string Refused = "502 or 503 in the surface's shape, without a word of the upstream's";
    private const string Elsewhere = "the other one answers";

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        .. Both("server-error", "500", Lies.Status(500)),
        .. Both("overloaded", "503", Lies.Status(503)),
        .. Both("unknown-status", "599", Lies.Status(599)),
        .. Both("reset", "a reset instead of an answer", Lies.Reset),
        .. Both("connection-refused", "a connection that is refused", null),
        .. Both("credentials-refused", "401 to the gateway's own credentials, which it repeats", Echo(401)),
        .. Both("forbidden", "403, which repeats them as well", Echo(403)),
        new("redirect", "a redirect to another address", "it is not followed: 502 or 503", static async run =>
        {
            run.ExpectRefused(await run.WholeAsync(), 502, 503);
            run.ExpectAsked(run.Route.Trap!, 0);
        })
        {
            Trap = Lies.Usual,
            Pool = [static exchange => exchange.ReplyAsync(
                302,
                "",
                header: $"Location: http://{exchange.Request.Headers["Host"]}/{exchange.Place.Path.Split('/')[0]}/trap/v1/chat/completions")],
        },
    ];

    private static FaultCase[] Both(string name, string fault, Lie? lie) =>
    [
        new(name, $"{fault}, however often", Refused, static async run =>
        {
            run.ExpectRefused(await run.WholeAsync(), 502, 503);
            run.ExpectRefused(await run.StreamAsync(), 502, 503);
        })
        { Pool = [lie], Unless = settings => CanRefuse(settings, lie) },
        new($"{name}-elsewhere", $"{fault} at one of two upstreams", Elsewhere, static async run =>
        {
            run.ExpectComplete(await run.WholeAsync());
            run.ExpectComplete(await run.StreamAsync());
        })
        { Pool = [lie, Lies.Usual], Unless = settings => CanRefuse(settings, lie) ?? FaultCases.NeedsAnother(settings) },
    ];

    private static string? CanRefuse(LabSettings settings, Lie? lie) =>
        lie is null && !settings.IsOwn ? "the gateway is somebody else's, and the lab has no address for it that refuses connections" : null;

    private static Lie Echo(int status) => exchange => exchange.ReplyAsync(
        status,
        LabText.Error($"Incorrect API key provided: {exchange.Request.Headers.GetValueOrDefault("Authorization")} ({LabText.Canary}).", "invalid_request_error", "invalid_api_key"));
}
