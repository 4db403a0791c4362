using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.ComfyUi;

/// <summary><c>/api/jobs</c> of 0.8.0: queue and history in one list, the newest first.</summary>
internal static class ComfyJobs
{
    public static WireReply List(ReceivedRequest request, ComfyQueue queue)
    {
        JsonObject[] jobs = [.. All(queue).OrderByDescending(job => job["create_time"]!.GetValue<long>())];
        if (request.QueryValue("status") is { Length: > 0 } wanted)
            jobs = [.. jobs.Where(job => wanted.Split(',').Contains(job["status"]!.GetValue<string>()))];
        var offset = Number(request, "offset") ?? 0;
        var limit = Number(request, "limit");
        JsonObject[] shown = [.. jobs.Skip(offset).Take(limit ?? int.MaxValue)];
        return ComfyReplies.Of(new JsonObject
        {
            ["jobs"] = new JsonArray([.. shown]),
            ["pagination"] = new JsonObject { ["offset"] = offset, ["limit"] = limit, ["total"] = jobs.Length, ["has_more"] = offset + shown.Length < jobs.Length },
        });
    }

    public static WireReply One(string id, ComfyQueue queue)
    {
        if (All(queue).FirstOrDefault(job => job["id"]!.GetValue<string>() == id) is not { } job)
            return ComfyReplies.Of(new JsonObject { ["error"] = "Job not found" }, 404);
        if (queue.History.LastOrDefault(item => item.Id == id).Entry is { } entry && job.ContainsKey("execution_end_time"))
        {
            job["outputs"] = entry["outputs"]!.DeepClone();
            job["execution_status"] = entry["status"]!.DeepClone();
            job["workflow"] = new JsonObject { ["prompt"] = entry["prompt"]![2]!.DeepClone(), ["extra_data"] = entry["prompt"]![3]!.DeepClone() };
        }

        return ComfyReplies.Of(job);
    }

    private static IEnumerable<JsonObject> All(ComfyQueue queue)
    {
        foreach (var prompt in queue.Pending)
            yield return Job(prompt.Item(), "pending");
        if (queue.Running is { } running)
            yield return Job(running.Item(), "in_progress");
        foreach (var (_, entry) in queue.History)
            yield return Finished(entry);
    }

    private static JsonObject Job(JsonArray item, string status, params IEnumerable<KeyValuePair<string, JsonNode?>> more) => new(
    [
        new("id", item[1]!.DeepClone()),
        new("status", status),
        new("priority", item[0]!.DeepClone()),
        new("create_time", item[3]!["create_time"]!.DeepClone()),
        .. more.DefaultIfEmpty(new("outputs_count", 0)),
    ]);

    private static JsonObject Finished(JsonObject entry)
    {
        var messages = entry["status"]!["messages"]!.AsArray();
        List<KeyValuePair<string, JsonNode?>> more =
        [
            new("execution_start_time", messages[0]![1]!["timestamp"]!.DeepClone()),
            new("execution_end_time", messages[^1]![1]!["timestamp"]!.DeepClone()),
        ];
        if (messages[^1]![0]!.GetValue<string>() == "execution_error")
            more.Add(new("execution_error", messages[^1]![1]!.DeepClone()));
        var pictures = entry["outputs"]!.AsObject().SelectMany(output => output.Value!["images"]!.AsArray().Select(image => (output.Key, Image: image!.AsObject()))).ToArray();
        more.Add(new("outputs_count", pictures.Length));
        if (pictures is [var (node, image), ..])
        {
            var preview = (JsonObject)image.DeepClone();
            preview["nodeId"] = node;
            preview["mediaType"] = "images";
            more.Add(new("preview_output", preview));
        }

        return Job(entry["prompt"]!.AsArray(), entry["status"]!["completed"]!.GetValue<bool>() ? "completed" : "failed", more);
    }

    private static int? Number(ReceivedRequest request, string name) => int.TryParse(request.QueryValue(name), CultureInfo.InvariantCulture, out var number) ? number : null;
}
