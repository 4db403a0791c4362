using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.A1111;

/// <summary>Where pictures are made: one generation at a time, the others wait. Thread-safe.</summary>
internal sealed class A1111Floor(A1111State state, A1111Options options, FakeSteps steps) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly Lock gate = new();
    private readonly List<A1111Run> runs = [];
    private readonly List<string> loads = [];

    public IReadOnlyList<A1111Run> Runs
    {
        get
        {
            lock (gate)
                return [.. runs];
        }
    }

    public IReadOnlyList<string> Loads
    {
        get
        {
            lock (gate)
                return [.. loads];
        }
    }

    /// <param name="path">The route.</param>
    /// <param name="parameters">All fields of the request.</param>
    /// <param name="models">The checkpoints there are.</param>
    /// <param name="failure">Why a generation fails though its request is right, or null.</param>
    /// <param name="stopping">The server ends. Nothing else ends the wait or the work.</param>
    public async Task<WireReply> RunAsync(string path, JsonObject parameters, IReadOnlyList<A1111Model> models, Func<A1111Job, WireReply?> failure, CancellationToken stopping)
    {
        await turn.WaitAsync(stopping);
        try
        {
            return await WorkAsync(path, parameters, models, failure, stopping);
        }
        finally
        {
            state.End();
            steps.End();
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<WireReply> WorkAsync(string path, JsonObject parameters, IReadOnlyList<A1111Model> models, Func<A1111Job, WireReply?> failure, CancellationToken stopping)
    {
        if (A1111Pictures.Read(parameters, options.All(), out var given) is { } unreadable)
            return unreadable;
        var settings = options.All();
        if (Override(settings, parameters, models) is { } wrong)
            return wrong;
        var model = models.FirstOrDefault(known => known.IsCalled(Json.Text(settings, A1111Options.Checkpoint) ?? ""), models[0]);
        Load(model);
        var image = path.EndsWith("img2img", StringComparison.Ordinal);
        var job = new A1111Job(parameters, settings, model, image, given);
        if (failure(job) is { } failed)
            return failed;
        state.Begin(image ? "scripts_img2img" : "scripts_txt2img", job.Batches * job.Passes, (job.Size.Width, job.Size.Height, job.Seeds[0]));
        List<int> done = [];
        for (var batch = 0; batch < job.Batches && !state.Interrupted; batch++)
            done.Add(await DenoiseAsync(job, stopping));
        var answer = job.Answer(done, state.Timestamp);
        lock (gate)
            runs.Add(new A1111Run(path, model.Title, [.. job.Seeds.Take(done.Count * job.BatchSize)], job.Steps, done.Sum(), state.Interrupted));
        return A1111Replies.Of(200, answer);
    }

    /// <summary>One batch. It ends early, behind the step that it is in, when somebody interrupts or skips it.</summary>
    private async Task<int> DenoiseAsync(A1111Job job, CancellationToken stopping)
    {
        var done = 0;
        for (var pass = 0; pass < job.Passes; pass++)
        {
            state.Launch(job.StepsShown);
            for (var step = 0; step < job.StepsShown && !state.Stops; step++)
            {
                state.Step(step);
                await steps.PassAsync(step, () => state.Stops, stopping);
                done++;
            }

            state.NextJob();
            if (state.Stops)
                break;
        }

        return done;
    }

    /// <summary>What the request sets for itself. A checkpoint that nobody knows is dropped without a word.</summary>
    private WireReply? Override(JsonObject settings, JsonObject parameters, IReadOnlyList<A1111Model> models)
    {
        if (parameters["override_settings"] is not JsonObject { Count: > 0 } asked)
            return null;
        var overrides = (JsonObject)asked.DeepClone();
        if (Json.Text(overrides, A1111Options.Checkpoint) is { } name && !models.Any(model => model.IsCalled(name)))
            overrides.Remove(A1111Options.Checkpoint);
        foreach (var (option, value) in overrides)
        {
            if (!settings.ContainsKey(option))
                return A1111Replies.Thrown("KeyError", $"'{option}'");
            settings[option] = value?.DeepClone();
        }

        return Json.IsTrue(parameters, "override_settings_restore_afterwards") ? null : options.Set(overrides, models);
    }

    private void Load(A1111Model model)
    {
        lock (gate)
        {
            if (loads.Count == 0 || loads[^1] != model.Title)
                loads.Add(model.Title);
        }
    }
}
