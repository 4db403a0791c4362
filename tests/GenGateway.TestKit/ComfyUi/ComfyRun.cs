using System.Text.Json.Nodes;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>One run of a prompt: its nodes in the server's order, and its events in theirs.</summary>
internal sealed class ComfyRun(FakeComfyUi fake, ComfyPrompt prompt, ComfySockets sockets, ComfyCache cache)
{
    private readonly ComfyProgress progress = new(prompt.Id);
    private readonly JsonArray messages = [];
    private readonly JsonObject outputs = [];
    private readonly JsonObject meta = [];
    private readonly JsonArray executed = [];

    /// <summary>Runs it to its end, and returns how it ended and what history keeps.</summary>
    public async Task<(ComfyPromptState State, JsonObject Entry)> RunAsync()
    {
        Tell("execution_start", []);
        cache.Begin(prompt.Graph);
        Tell("execution_cached", new JsonObject { ["nodes"] = new JsonArray([.. prompt.Graph.Select(node => node.Key).Where(id => cache.Get(id) is not null)]) }, first: true);
        var state = await NodesAsync();
        if (state == ComfyPromptState.Succeeded)
            Tell("execution_success", []);
        sockets.SetCurrent(prompt.ClientId, null);
        var done = state == ComfyPromptState.Succeeded;
        return (state, new JsonObject
        {
            ["prompt"] = prompt.Item(),
            ["outputs"] = outputs,
            ["status"] = new JsonObject { ["status_str"] = done ? "success" : "error", ["completed"] = done, ["messages"] = messages },
            ["meta"] = meta,
        });
    }

    private async Task<ComfyPromptState> NodesAsync()
    {
        var order = new ComfyOrder(prompt.Graph, prompt.Outputs, id => cache.Get(id) is not null);
        var work = new ComfyWork(fake, prompt, ReportAsync);
        while (order.Next() is { } id)
        {
            var nodeClass = prompt.Graph[id]!["class_type"]!.GetValue<string>();
            var inputs = Inputs(id);
            try
            {
                await NodeAsync(id, nodeClass, inputs, work);
            }
            catch (ComfyInterruptedException)
            {
                Tell("execution_interrupted", Where(id, nodeClass), toAll: true);
                return ComfyPromptState.Interrupted;
            }
            catch (ComfyFailedException failed)
            {
                Tell("execution_error", Failure(id, nodeClass, inputs, failed.Failure));
                return ComfyPromptState.Failed;
            }

            order.Done(id);
        }

        return ComfyPromptState.Succeeded;
    }

    private async Task NodeAsync(string id, string nodeClass, Dictionary<string, object?> inputs, ComfyWork work)
    {
        if (cache.Get(id) is { } cached)
        {
            if (cached.Shows is not null)
                Show(id, cached);
            Finish(id);
            return;
        }

        progress.Begin(id);
        SendProgress();
        if (prompt.ClientId is not null)
        {
            sockets.SetCurrent(prompt.ClientId, id);
            sockets.Send(prompt.ClientId, "executing", new JsonObject { ["node"] = id, ["display_node"] = id, ["prompt_id"] = prompt.Id });
        }

        Stop();
        var result = await work.RunAsync(id, nodeClass, inputs);
        if (result.Shows is not null)
            Show(id, result);
        cache.Put(id, result);
        Finish(id);
        executed.Add((JsonNode)id);
    }

    private void Stop()
    {
        if (fake.MustStop)
            throw new ComfyInterruptedException();
    }

    /// <summary>A step of a node. Its picture comes behind its progress, but for a reader of metadata before it.</summary>
    private Task ReportAsync(string id, int value, int max, byte[]? picture)
    {
        Stop();
        progress.Step(id, value, max);
        SendProgress();
        if (picture is not null)
            sockets.SendPicture(prompt.ClientId, picture, Metadata(id, picture));
        sockets.Send(prompt.ClientId, "progress", new JsonObject { ["value"] = value, ["max"] = max, ["prompt_id"] = prompt.Id, ["node"] = id });
        if (picture is not null)
            sockets.SendPicture(prompt.ClientId, picture, null);
        return Task.CompletedTask;
    }

    private Dictionary<string, object?> Inputs(string id) => prompt.Graph[id]!["inputs"]!.AsObject().ToDictionary(
        input => input.Key,
        input => ComfyOrder.IsLink(input.Value) ? cache.Get(input.Value![0]!.GetValue<string>())?.Outputs[input.Value[1]!.GetValue<int>()] : input.Value);

    private void Show(string id, ComfyResult result)
    {
        outputs[id] = result.Shows!.DeepClone();
        meta[id] = new JsonObject { ["node_id"] = id, ["display_node"] = id, ["parent_node"] = null, ["real_node_id"] = id };
        if (prompt.ClientId is not null)
            sockets.Send(prompt.ClientId, "executed", new JsonObject { ["node"] = id, ["display_node"] = id, ["output"] = result.Shows!.DeepClone(), ["prompt_id"] = prompt.Id });
    }

    private void Finish(string id)
    {
        progress.Finish(id);
        SendProgress();
    }

    private void SendProgress() => sockets.Send(prompt.ClientId, "progress_state", progress.Data);

    private JsonObject Metadata(string id, byte[] picture) => new()
    {
        ["node_id"] = id,
        ["prompt_id"] = prompt.Id,
        ["display_node_id"] = id,
        ["parent_node_id"] = null,
        ["real_node_id"] = id,
        ["image_type"] = Pictures.FakePictureKind.Of(picture),
    };

    private JsonObject Where(string id, string nodeClass) => new() { ["prompt_id"] = prompt.Id, ["node_id"] = id, ["node_type"] = nodeClass, ["executed"] = executed.DeepClone() };

    private JsonObject Failure(string id, string nodeClass, Dictionary<string, object?> inputs, ComfyFailure failure)
    {
        var data = Where(id, nodeClass);
        var tips = failure.ExceptionType.EndsWith("OutOfMemoryError", StringComparison.Ordinal)
            ? "This error means you ran out of memory on your GPU.\n\nTIPS: If the workflow worked before you might have accidentally set the batch_size to a large number."
            : "";
        data["exception_message"] = $"{failure.Message}\n{tips}";
        data["exception_type"] = failure.ExceptionType;
        data["traceback"] = new JsonArray(
            "  File \"/srv/data/src/ComfyUI080/execution.py\", line 518, in execute\n    output_data, output_ui, has_subgraph, has_pending_tasks = await get_output_data(prompt_id, unique_id, obj, input_data_all)\n",
            "  File \"/srv/data/src/ComfyUI080/execution.py\", line 291, in process_inputs\n    result = f(**inputs)\n             ^^^^^^^^^^^\n");
        data["current_inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Key, new JsonArray(Dump(input.Value)))));
        data["current_outputs"] = new JsonArray([.. prompt.Graph.Select(node => node.Key)]);
        return data;
    }

    private static string Dump(object? value) => value switch
    {
        JsonNode json => json.ToString(),
        ComfyLatent => "{'samples': tensor([[[[-8.5357e+01, -7.2992e+01, -1.1235e+02, -1.1934e+02, -6.0135e+01,\n           -9.2343e+01, -5.3695e+01,  1.8344e+02]]]])}",
        ComfyImages or ComfyMask => "tensor([[[[0.4039, 0.5529, 0.1490],\n          [0.2471, 0.8980, 0.6314]]]])",
        null => "None",
        _ => "<comfy.sd.VAE object at 0x7f53d924d8d0>",
    };

    /// <summary>An event that history keeps.</summary>
    /// <param name="type">Its name.</param>
    /// <param name="data">What it says.</param>
    /// <param name="toAll">A prompt without a client tells it to everybody instead of nobody.</param>
    /// <param name="first">The id comes behind the data instead of before it.</param>
    private void Tell(string type, JsonObject data, bool toAll = false, bool first = false)
    {
        if (!data.ContainsKey("prompt_id"))
        {
            if (first)
                data["prompt_id"] = prompt.Id;
            else
                data.Insert(0, "prompt_id", prompt.Id);
        }

        data["timestamp"] = fake.Now;
        messages.Add((JsonNode)new JsonArray(type, data));
        if (prompt.ClientId is not null || toAll)
            sockets.Send(prompt.ClientId, type, data);
    }
}
