using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>The routes of a <see cref="FakeComfyUi"/>. Thread-safe.</summary>
internal sealed class ComfyRoutes(FakeComfyUi fake, ComfyQueue queue, ComfySockets sockets, ComfyUploads uploads, ComfyCache cache)
{
    private readonly Lock gate = new();
    private readonly List<string?> interrupts = [];
    private readonly List<string> deleted = [];

    public IReadOnlyList<string?> Interrupts
    {
        get
        {
            lock (gate)
                return [.. interrupts];
        }
    }

    public IReadOnlyList<string> Deleted
    {
        get
        {
            lock (gate)
                return [.. deleted];
        }
    }

    public Task AnswerAsync(WireExchange exchange)
    {
        var request = exchange.Request;
        if (IsForeign(request))
            return exchange.SendAsync(ComfyReplies.Bare(403));
        var hasPrefix = request.Path.StartsWith("/api/", StringComparison.Ordinal);
        var path = Uri.UnescapeDataString(hasPrefix ? request.Path[4..] : request.Path);
        var hasJobs = hasPrefix && fake.Version == ComfyVersion.V080;
        return (request.Method, path) switch
        {
            ("GET", "/ws") => HandshakeAsync(exchange, fake.Handshakes.Take()),
            ("POST", "/prompt") => WholeAsync(exchange, Enqueue, fake.Behaviors.Take()),
            ("POST", "/queue") => WholeAsync(exchange, ChangeQueue, fake.Control.Take()),
            ("POST", "/interrupt") => WholeAsync(exchange, Interrupt, fake.Control.Take()),
            ("POST", "/free") => WholeAsync(exchange, Free, fake.Control.Take()),
            ("POST", "/history") => WholeAsync(exchange, ChangeHistory, fake.Histories.Take()),
            ("POST", "/upload/image" or "/upload/mask") => WholeAsync(exchange, request => uploads.Answer(request, path == "/upload/mask"), fake.Uploading.Take()),
            (not ("GET" or "HEAD"), _) => exchange.SendAsync(ComfyReplies.NoMethod),
            (_, "/") => exchange.SendAsync(WireReply.Of(200, "<!DOCTYPE html>\n<html lang=\"en\"><head><title>ComfyUI</title></head><body></body></html>\n", "text/html")),
            (_, "/prompt") => WholeAsync(exchange, _ => ComfyReplies.Of(queue.Status), fake.Listing.Take()),
            (_, "/queue") => WholeAsync(exchange, _ => ComfyReplies.Of(Queue()), fake.Control.Take()),
            (_, "/history") => WholeAsync(exchange, History, fake.Histories.Take()),
            (_, "/view") => WholeAsync(exchange, request => ComfyViews.Answer(request, fake.Files), fake.Views.Take()),
            (_, "/jobs") when hasJobs => WholeAsync(exchange, request => ComfyJobs.List(request, queue), fake.Control.Take()),
            _ when path.StartsWith("/jobs/", StringComparison.Ordinal) && hasJobs => WholeAsync(exchange, _ => ComfyJobs.One(path[6..], queue), fake.Control.Take()),
            _ when path.StartsWith("/history/", StringComparison.Ordinal) => WholeAsync(exchange, _ => OneOfHistory(path[9..]), fake.Histories.Take()),
            _ when path.StartsWith("/models/", StringComparison.Ordinal) => WholeAsync(exchange, _ => ComfyListings.Of(path, fake) is { } list ? ComfyReplies.Of(list) : ComfyReplies.Bare(404), fake.Listing.Take()),
            _ when ComfyListings.Of(path, fake) is { } list => WholeAsync(exchange, _ => ComfyReplies.Of(list), fake.Listing.Take()),
            _ => exchange.SendAsync(ComfyReplies.NotFound),
        };
    }

    /// <summary>A page of another site asks: told by its Origin, as long as the server is addressed as the local one.</summary>
    private static bool IsForeign(ReceivedRequest request)
    {
        if (request.Header("Host") is not { } host || request.Header("Origin") is not { } origin || !Uri.TryCreate(origin, UriKind.Absolute, out var from) || !Uri.TryCreate("http://" + host, UriKind.Absolute, out var to))
            return false;
        if (!to.IsLoopback)
            return false;
        var hasPorts = origin.LastIndexOf(':') > origin.IndexOf("://", StringComparison.Ordinal) && host.Contains(':', StringComparison.Ordinal);
        return from.Host != to.Host || (hasPorts && from.Port != to.Port);
    }

    private Task HandshakeAsync(WireExchange exchange, Behavior behavior)
    {
        if (behavior.Drops || behavior.Instead is not null)
            return WholeAsync(exchange, _ => ComfyReplies.NotFound, behavior);
        return behavior.Hold is { } hold ? HoldAsync() : sockets.ServeAsync(exchange);

        async Task HoldAsync()
        {
            await hold.Point.PassAsync(exchange.Left);
            await sockets.ServeAsync(exchange);
        }
    }

    private WireReply Enqueue(ReceivedRequest request)
    {
        if (Json.Object(request.Body) is not { } body)
            return ComfyReplies.Trouble;
        var number = JsonNode.Parse("0")!;
        if (body.TryGetPropertyValue("number", out var given))
        {
            if (!double.TryParse(given?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var place))
                return ComfyReplies.Trouble;
            number = PythonJson.Real(place);
        }
        else
        {
            var next = queue.NextNumber();
            number = PythonJson.Whole(Json.IsTrue(body, "front") ? -next : next);
        }

        if (!body.TryGetPropertyValue("prompt", out var prompt))
            return ComfyReplies.Refusal("no_prompt", "No prompt provided", "No prompt provided", []);
        if (prompt is not JsonObject graph)
            return ComfyReplies.Trouble;
        var checks = new ComfyChecks(graph, fake);
        if (checks.Refusal() is { } refusal)
            return refusal;
        var extra = body["extra_data"] as JsonObject ?? [];
        if (body.TryGetPropertyValue("client_id", out var client))
            extra["client_id"] = client?.DeepClone();
        if (fake.Version == ComfyVersion.V080)
            extra["create_time"] = fake.Now;
        var id = body.TryGetPropertyValue("prompt_id", out var own) ? own?.ToString() ?? "None" : Guid.CreateVersion7().ToString();
        queue.Put(new ComfyPrompt(id, number, graph, extra, checks.Good));
        return ComfyReplies.Of(new JsonObject { ["prompt_id"] = id, ["number"] = number.DeepClone(), ["node_errors"] = checks.NodeErrors });
    }

    private WireReply ChangeQueue(ReceivedRequest request)
    {
        if (Json.Object(request.Body) is not { } body)
            return ComfyReplies.Trouble;
        if (Json.IsTrue(body, "clear"))
            queue.Clear();
        foreach (var id in Texts(body, "delete"))
        {
            lock (gate)
                deleted.Add(id);
            queue.Delete(id);
        }

        return ComfyReplies.Bare(200);
    }

    private WireReply ChangeHistory(ReceivedRequest request)
    {
        if (Json.Object(request.Body) is not { } body)
            return ComfyReplies.Trouble;
        if (Json.IsTrue(body, "clear"))
            queue.Forget(null);
        foreach (var id in Texts(body, "delete"))
            queue.Forget(id);
        return ComfyReplies.Bare(200);
    }

    /// <summary>A body that is no JSON counts as none, and none stops whatever runs.</summary>
    private WireReply Interrupt(ReceivedRequest request)
    {
        var id = Json.Object(request.Body) is { } body && Json.Text(body, "prompt_id") is { Length: > 0 } named ? named : null;
        lock (gate)
            interrupts.Add(id);
        queue.Interrupt(id);
        fake.Steps.Wake();
        return ComfyReplies.Bare(200);
    }

    private WireReply Free(ReceivedRequest request)
    {
        if (Json.Object(request.Body) is not { } body)
            return ComfyReplies.Trouble;
        if (Json.IsTrue(body, "free_memory"))
            cache.ClearBeforeNext();
        return ComfyReplies.Bare(200);
    }

    private JsonObject Queue() => new()
    {
        ["queue_running"] = new JsonArray([.. queue.Running is { } running ? [running.Item()] : Array.Empty<JsonNode>()]),
        ["queue_pending"] = new JsonArray([.. queue.Pending.Select(prompt => prompt.Item())]),
    };

    private WireReply History(ReceivedRequest request)
    {
        var all = queue.History;
        var most = int.TryParse(request.QueryValue("max_items"), CultureInfo.InvariantCulture, out var asked) ? asked : int.MaxValue;
        var offset = int.TryParse(request.QueryValue("offset"), CultureInfo.InvariantCulture, out var from) ? from : -1;
        if (offset < 0)
            offset = Math.Max(0, all.Count - most);
        return ComfyReplies.Of(new JsonObject(all.Skip(offset).Take(most).Select(item => KeyValuePair.Create<string, JsonNode?>(item.Id, item.Entry.DeepClone()))));
    }

    private WireReply OneOfHistory(string id)
    {
        var entry = queue.History.LastOrDefault(item => item.Id == id).Entry;
        return ComfyReplies.Of(entry is null || fake.TakeEmptyHistory() ? [] : new JsonObject { [id] = entry.DeepClone() });
    }

    private static IEnumerable<string> Texts(JsonObject body, string name) =>
        body[name] is JsonArray list ? list.Where(item => Json.IsKind(item, JsonValueKind.String)).Select(item => item!.GetValue<string>()) : [];

    private static Task WholeAsync(WireExchange exchange, Func<ReceivedRequest, WireReply> reply, Behavior behavior)
    {
        if (!behavior.Drops)
            return WholePlayer.PlayAsync(exchange, (behavior.Instead ?? reply)(exchange.Request), behavior);
        exchange.Reset();
        return Task.CompletedTask;
    }
}
