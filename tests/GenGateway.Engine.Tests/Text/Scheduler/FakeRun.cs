namespace GenGateway.Engine.Tests.Text.Scheduler;

/// <summary>One run that the scheduler asked for.</summary>
/// <param name="Owner">The first token of the sequence's prompt.</param>
/// <param name="Rows">Tokens computed.</param>
/// <param name="Past">Tokens in the cache before.</param>
internal readonly record struct FakeRun(int Owner, int Rows, int Past)
{
    public bool IsPrefill => Past == 0;
}
