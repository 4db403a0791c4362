using GenGateway.Server.Jobs;

namespace GenGateway.Tests.Server.Jobs;

public sealed class JobQueueTests
{
    [Fact]
    public void The_bound_is_what_it_is_now()
    {
        var most = 1;
        using var queue = new JobQueue(() => most);
        Assert.False(queue.IsFull);

        most = 0;

        Assert.True(queue.IsFull);
    }
}
