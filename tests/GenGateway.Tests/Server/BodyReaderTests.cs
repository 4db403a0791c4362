using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Tests.Journey;
using Microsoft.AspNetCore.Http;

namespace GenGateway.Tests.Server;

public sealed class BodyReaderTests
{
    [Fact]
    public async Task What_the_client_took_to_send_its_body_is_known()
    {
        var clock = new ManualClock();
        var reader = new BodyReader(1 << 20, new MemoryBudget(1 << 20), TimeSpan.FromMinutes(1), clock);
        var context = new DefaultHttpContext();
        context.Request.Body = new SlowStream(clock, 3);

        Assert.True((await reader.ReadAsync(context)).TryGet(out var body, out var failure), failure?.Message);

        using (body)
            Assert.Equal((3, TimeSpan.FromSeconds(4)), (body.Length, body.Waited));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_is_thrown_the_memory_is_given_back(bool isOutOfMemory)
    {
        var memory = new MemoryBudget(1 << 20);
        var reader = new BodyReader(1 << 20, memory, TimeSpan.FromMinutes(1), new ManualClock());
        var context = new DefaultHttpContext();
        context.Request.Body = new ThrowingStream(isOutOfMemory ? new InsufficientMemoryException() : new InvalidOperationException());
        context.Request.ContentLength = 1000;

        if (isOutOfMemory)
            Assert.Equal(FailureKind.MemoryFull, (await reader.ReadAsync(context)).Failure?.Kind);
        else
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.ReadAsync(context));

        Assert.Equal(0, memory.Used);
    }

    private sealed class ThrowingStream(Exception thrown) : MemoryStream([1])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw thrown;
    }

    /// <summary>A byte a second, and one second until its end is known.</summary>
    private sealed class SlowStream(ManualClock clock, int length) : MemoryStream(new byte[length])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // A read of nothing asks whether there is something.
            if (buffer.IsEmpty)
                return new(0);
            clock.Advance(TimeSpan.FromSeconds(1));
            return base.ReadAsync(buffer[..1], cancellationToken);
        }
    }
}
