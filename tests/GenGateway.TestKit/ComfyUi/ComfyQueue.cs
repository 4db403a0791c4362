using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>What waits, what runs, and what has run. Thread-safe. It tells of changes outside its lock.</summary>
internal sealed class ComfyQueue(Action changed)
{
    private readonly Lock gate = new();
    private readonly Channel<bool> work = Channel.CreateUnbounded<bool>();
    private readonly List<ComfyPrompt> all = [];
    private readonly List<ComfyPrompt> pending = [];
    private readonly List<(string Id, JsonObject Entry)> history = [];
    private ComfyPrompt? running;
    private int number;
    private int remaining;
    private bool interrupted;

    public IReadOnlyList<ComfyPrompt> All => Read(() => all.ToArray());

    public ComfyPrompt? Running => Read(() => running);

    /// <summary>Those that wait, the next one first.</summary>
    public IReadOnlyList<ComfyPrompt> Pending => Read(() => pending.OrderBy(prompt => prompt.Place).ToArray());

    /// <summary>Those that have run, the oldest first.</summary>
    public IReadOnlyList<(string Id, JsonObject Entry)> History => Read(() => history.ToArray());

    /// <summary>The run is to stop.</summary>
    public bool Interrupted => Read(() => interrupted);

    public JsonObject Status => new() { ["exec_info"] = new JsonObject { ["queue_remaining"] = Read(() => remaining) } };

    /// <summary>The next number for a prompt; refused ones take one too.</summary>
    public int NextNumber() => Read(() => number++);

    public void Put(ComfyPrompt prompt)
    {
        Change(() =>
        {
            all.Add(prompt);
            pending.Add(prompt);
        });
        work.Writer.TryWrite(true);
    }

    /// <summary>The next prompt, which runs from now on.</summary>
    public async Task<ComfyPrompt> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await work.Reader.ReadAsync(cancellationToken);
            var taken = false;
            Change(() =>
            {
                // What was deleted has left its place among those counted.
                if (pending.MinBy(prompt => prompt.Place) is not { } next)
                    return;
                pending.Remove(next);
                next.State = ComfyPromptState.Running;
                (running, interrupted, taken) = (next, false, true);
            }, tells: () => taken);
            if (taken)
                return Running!;
        }
    }

    /// <summary>The run is over, and history has it.</summary>
    public void End(ComfyPrompt prompt, ComfyPromptState state, JsonObject entry) => Change(() =>
    {
        history.RemoveAll(item => item.Id == prompt.Id);
        history.Add((prompt.Id, entry));
        prompt.State = state;
        running = null;
    });

    /// <summary>Takes the first prompt of this name out of the queue; false where none waits.</summary>
    public bool Delete(string id)
    {
        var found = false;
        Change(() =>
        {
            if (pending.Find(prompt => prompt.Id == id) is not { } prompt)
                return;
            found = pending.Remove(prompt);
            prompt.State = ComfyPromptState.Deleted;
        }, tells: () => found);
        return found;
    }

    public void Clear() => Change(() =>
    {
        foreach (var prompt in pending)
            prompt.State = ComfyPromptState.Deleted;
        pending.Clear();
    });

    public void Forget(string? id)
    {
        lock (gate)
            history.RemoveAll(item => id is null || item.Id == id);
    }

    /// <summary>Stops what runs.</summary>
    /// <param name="id">Only if it is this one; null: whatever runs.</param>
    public void Interrupt(string? id)
    {
        lock (gate)
            interrupted |= running is not null && (id is null || running.Id == id);
    }

    private T Read<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }

    private void Change(Action change, Func<bool>? tells = null)
    {
        lock (gate)
        {
            change();
            remaining = pending.Count + (running is null ? 0 : 1);
        }

        if (tells is null || tells())
            changed();
    }
}
