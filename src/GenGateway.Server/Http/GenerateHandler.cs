using System.Globalization;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>Every generating route: body → surface → road → sink.</summary>
/// <param name="surface">What the route's clients speak.</param>
/// <param name="road">Where the request travels.</param>
/// <param name="bodies">Reads the body.</param>
/// <param name="pace">Bounds slow clients.</param>
/// <param name="anyContentType">Whether JSON is taken under any media type.</param>
/// <param name="clock">For the answers' dates.</param>
internal sealed class GenerateHandler(ISurface surface, Road road, BodyReader bodies, ClientPace pace, bool anyContentType, TimeProvider clock)
{
    private const long MostMilliseconds = 24 * 3600 * 1000;

    private static readonly string[] LaterHeaders = ["x-gengateway-priority", "x-gengateway-webhook-url"];

    public async Task HandleAsync(HttpContext context)
    {
        if (!(await DecodeAsync(context)).TryGet(out var asked, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        Exchange.Of(context).Model = asked.Request.Model;
        var sink = new HttpSink(context, asked, pace);
        await road.TravelAsync(asked.Request, sink, context.RequestAborted);
        // Not told anything means the road gave up between commit and head; an empty 200 would be a lie.
        if (!sink.Answered)
            await Refusal.WriteAsync(context, Failure.Defect());
    }

    private async ValueTask<Outcome<SurfaceRequest>> DecodeAsync(HttpContext context)
    {
        var request = context.Request;
        if (MediaTypes.Check(request, anyContentType) is { } unsupported)
            return unsupported;
        if (!Timeout(request.Headers).TryGet(out var timeout, out var failure))
            return failure;
        if (!(await bodies.ReadAsync(context)).TryGet(out var body, out failure))
            return failure;
        var decoded = surface.Decode(body.Memory, Describe(context, body, timeout));
        // The request owns the body as long as some backend may want it as it came.
        if (!decoded.TryGet(out var asked, out _) || asked.Request.Wire is null)
            body.Dispose();
        return decoded;
    }

    // Silence would look like consent: what these ask for comes with later versions.
    private static List<string> Ignored(IHeaderDictionary headers)
    {
        List<string> ignored = [.. LaterHeaders.Where(headers.ContainsKey)];
        if (headers["Prefer"].Any(static prefer => prefer?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true))
            ignored.Add("Prefer");
        return ignored;
    }

    private static Outcome<TimeSpan?> Timeout(IHeaderDictionary headers)
    {
        const string name = "x-gengateway-timeout-ms";
        if (headers[name] is not [{ Length: > 0 } text])
            return Outcome.Of<TimeSpan?>(null);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 1 and <= MostMilliseconds
            ? Outcome.Of<TimeSpan?>(TimeSpan.FromMilliseconds(milliseconds))
            : new Failure(FailureKind.InvalidValue, $"The header {name} must be a whole number of milliseconds between 1 and {MostMilliseconds}.") { Param = name };
    }

    private SurfaceContext Describe(HttpContext context, IDisposable body, TimeSpan? timeout)
    {
        var exchange = Exchange.Of(context);
        var headers = context.Request.Headers;
        return new(exchange.RequestId, exchange.Caller, clock)
        {
            Arrived = exchange.Arrived,
            PathModel = PathText.Of(context, "model"),
            DroppedHeaders = Ignored(headers),
            Timeout = timeout,
            BodyOwner = body,
            Backend = headers["x-gengateway-backend"] is [{ Length: > 0 } backend] ? backend : null,
            Strict = headers["x-gengateway-strict"] is [{ } strict] && strict.Equals("true", StringComparison.OrdinalIgnoreCase),
        };
    }
}
