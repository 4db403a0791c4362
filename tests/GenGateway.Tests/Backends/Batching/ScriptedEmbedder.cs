using GenGateway.Backends.Batching;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Backends.Batching;

/// <summary>Answers each input with a vector of its own number, or as a test says; remembers what it was asked.</summary>
internal sealed class ScriptedEmbedder : IEmbedder
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<string[]> Calls { get; } = [];

    /// <summary>Completes at the first call.</summary>
    public Task Asked => _asked.Task;

    /// <summary>What an answer waits for; null: nothing.</summary>
    public Task? Gate { get; set; }

    /// <summary>Whether a call was stopped.</summary>
    public bool WasStopped { get; private set; }

    public int? PromptTokens { get; set; }

    public Failure? Failure { get; set; }

    public bool ReadsOneOnly { get; set; }

    public async ValueTask<Outcome<EmbeddedInputs?>> EmbedAsync(EmbeddingTask task, Attempt first, CancellationToken cancellationToken)
    {
        lock (Calls)
            Calls.Add([.. task.Inputs.Select(static input => input.Text!)]);
        _asked.TrySetResult();
        try
        {
            if (Gate is not null)
                await Gate.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            WasStopped = true;
            throw;
        }

        if (Failure is not null)
            return Failure;
        return ReadsOneOnly ? Outcome.Of<EmbeddedInputs?>(null) : new EmbeddedInputs([.. task.Inputs.Select(static input => (ReadOnlyMemory<float>)new float[] { int.Parse(input.Text!, System.Globalization.CultureInfo.InvariantCulture) })], PromptTokens);
    }
}
