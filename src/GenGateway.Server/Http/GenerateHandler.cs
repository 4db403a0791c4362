using System.Globalization;
using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Jobs;
using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>Every generating route: body → surface → road → sink.</summary>
/// <param name="surface">What the route's clients speak.</param>
/// <param name="parts">Where the request travels.</param>
/// <param name="anyContentType">Whether JSON is taken under any media type.</param>
/// <param name="choose">Where several families share the route: says whose a body is. Null: the surface's.</param>
internal sealed class GenerateHandler(ISurface surface, GatewayParts parts, bool anyContentType, Func<Exchange, ReadOnlyMemory<byte>, Outcome<ISurface>>? choose = null)
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const long MostMilliseconds = 24 * 3600 * 1000;

    private static readonly string[] LaterHeaders = ["x-gengateway-priority", "x-gengateway-webhook-url"];

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask HandleAsync(HttpContext context)
    {
        var exchange = Exchange.Of(context);
        var asJob = parts.Later is not null && exchange.Families.HasFlag(Families.Jobs) && JobPreference.Asks(context.Request.Headers);
        if (!(await DecodeAsync(context, asJob)).TryGet(out var asked, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        exchange.Model = asked.Request.Model;
        if (asked.Warmup is { } warmup)
        {
            await WarmupHandler.AnswerAsync(context, asked, warmup, parts);
            return;
        }

        if (asJob)
        {
            await parts.Later!.SubmitAsync(context, asked);
            return;
        }

        using var made = asked.UntilEnd;
        await using var early = Early(context, asked);
        using var running = asked.Work is { } work ? parts.Running.Begin(exchange.Caller, work, context.RequestAborted) : null;
        asked.Request.Watch = running is null ? null : running.Saw;
        var sink = new HttpSink(context, asked, parts.Pace, early, running);
        await parts.Road.TravelAsync(asked.Request, sink, running?.Token ?? context.RequestAborted);
        // Not told anything means the road gave up between commit and head; an empty 200 would be a lie.
        if (!sink.Answered)
            await Refusal.WriteAsync(context, Failure.Defect());
    }

    private PingingStart? Early(HttpContext context, SurfaceRequest asked)
    {
        var after = parts.State.Config.Stream.PingAfter;
        return asked.Early is { } start && after > TimeSpan.Zero ? new PingingStart(context, asked.Request, start, parts.Pace, parts.Sweeper, after) : null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<SurfaceRequest>> DecodeAsync(HttpContext context, bool asJob)
    {
        var http = context.Request;
        if (MediaTypes.Check(http, anyContentType, surface.TakesForms) is { } unsupported)
            return unsupported;
        if (!Timeout(http.Headers).TryGet(out var timeout, out var failure))
            return failure;
        if (!Strict(http.Headers).TryGet(out var strict, out failure))
            return failure;
        if (!(await parts.Bodies.ReadAsync(context)).TryGet(out var body, out failure))
            return failure;
        if ((asJob ? JobBody.Whole(body.Memory, body.TryReserveMore, surface.StreamsUnasked) : body.Memory) is not { } bytes)
        {
            body.Dispose();
            return parts.Memory.Full();
        }

        var owner = surface;
        if ((choose is not null && !choose(Exchange.Of(context), bytes).TryGet(out owner, out failure))
            || (owner is IPreparedSurface prepared && !(await prepared.PrepareAsync(bytes, Exchange.Of(context).Caller, more => body.TryReserveMore(more) ? null : parts.Memory.Full(), context.RequestAborted)).TryGet(out owner, out failure)))
        {
            body.Dispose();
            return failure;
        }

        MemoryHold? decoding = null;
        if (owner.DecodedAtOnce(bytes.Length) is > 0 and var atOnce && !parts.Memory.HoldDecoding(bytes.Span, atOnce - bytes.Length).TryGet(out decoding, out failure))
        {
            body.Dispose();
            return failure;
        }

        Outcome<SurfaceRequest> decoded;
        try
        {
            decoded = owner.Decode(bytes, Describe(context, body, timeout, strict, asJob));
        }
        catch
        {
            body.Dispose();
            decoding?.Dispose();
            throw;
        }

        if (!decoded.TryGet(out var asked, out _))
        {
            body.Dispose();
            decoding?.Dispose();
            return decoded;
        }

        var request = asked.Request;
        request.Waited = body.Waited;
        request.DecodingMemory = decoding;
        // As long as some backend may want it as it came, the body is given back with that; otherwise it stands in memory for what was made of it.
        if (request.Wire is null)
            request.Kept = body;
        return decoded;
    }

    // Silence would look like consent: what these ask for comes with later versions.
    private static List<string>? Ignored(IHeaderDictionary headers, bool asJob)
    {
        List<string>? ignored = null;
        foreach (var name in LaterHeaders)
        {
            if (headers.ContainsKey(name))
                (ignored ??= []).Add(name);
        }

        // Jobs may be switched off, and then nobody may wait for one.
        if (!asJob && JobPreference.Asks(headers))
            (ignored ??= []).Add("Prefer");
        // Elsewhere than with jobs it has no effect, and nobody expects one.
        if (asJob && headers.ContainsKey(IdempotencyKey))
            (ignored ??= []).Add(IdempotencyKey);
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

    private static Outcome<bool?> Strict(IHeaderDictionary headers)
    {
        const string name = "x-gengateway-strict";
        var values = headers[name];
        if (values.Count == 0)
            return Outcome.Of<bool?>(null);
        return values is [{ } text] && bool.TryParse(text, out var strict)
            ? Outcome.Of<bool?>(strict)
            : new Failure(FailureKind.InvalidValue, $"The header {name} must be true or false.") { Param = name };
    }

    private SurfaceContext Describe(HttpContext context, IDisposable body, TimeSpan? timeout, bool? strict, bool asJob)
    {
        var exchange = Exchange.Of(context);
        var headers = context.Request.Headers;
        return new(exchange.RequestId, exchange.Caller, parts.Clock)
        {
            Arrived = exchange.Arrived,
            PathModel = PathText.Of(context, "model"),
            DroppedHeaders = (IReadOnlyList<string>?)Ignored(headers, asJob) ?? [],
            ProtocolHeaders = ProtocolHeaders.Of(headers),
            Timeout = timeout,
            BodyOwner = body,
            MediaType = context.Request.ContentType,
            IsJob = asJob,
            Origin = $"{context.Request.Scheme}://{context.Request.Host.Value}",
            Memory = parts.Memory,
            MostPixels = parts.State.Config.Limits.ImagePixels,
            Backend = headers["x-gengateway-backend"] is [{ Length: > 0 } backend] ? backend : null,
            TraceParent = exchange.Trace.ToHeader(),
            // Without a valid traceparent nobody knows what it belongs to.
            TraceState = exchange.IsTraced ? TraceContext.StateOf(headers.TraceState) : null,
            Strict = strict ?? parts.State.Config.Translation.Strict,
        };
    }
}
