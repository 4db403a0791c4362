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
