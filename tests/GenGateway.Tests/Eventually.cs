namespace GenGateway.Tests;

/// <summary>Waits for what another thread is about to do.</summary>
internal static class Eventually
{
    // Far longer than anything takes: what never happens is to fail, not to hang.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Returns once something holds.</summary>
    /// <param name="holds">Asked again and again.</param>
    /// <param name="between">Done before each further look; null: nothing.</param>
    public static async Task HoldsAsync(Func<Task<bool>> holds, Action? between = null)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Longest);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await holds())
        {
            between?.Invoke();
            await pace.WaitForNextTickAsync(bound.Token);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, Action?)"/>
    public static Task HoldsAsync(Func<bool> holds, Action? between = null) => HoldsAsync(() => Task.FromResult(holds()), between);
}
