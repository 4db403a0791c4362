namespace GenGateway.Tests.Admission.Limiting;

internal static class CompletedTask
{
    /// <summary>What was ready at once; that it was is part of the test.</summary>
    public static T Result<T>(this ValueTask<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.GetAwaiter().GetResult();
    }
}
