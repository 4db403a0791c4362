using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Surfaces;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Telemetry;
using GenGateway.Tests.Surfaces;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GenGateway.Tests.Server;

public sealed class HttpSinkTests
{
    [Fact]
    public async Task A_relay_that_fails_by_a_defect_never_seems_to_end_well()
    {
        var lifetime = new AbortableConnection();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        context.Features.Set(new Exchange("id", 0, new GatewayRoute("/", Families.None, null, new HttpMetrics().Route("/")), ErrorShape.OpenAi, new Caller(null, null)));
        Assert.True(Decoding.Decode(new ChatSurface(), RunningServer.ChatStream).TryGet(out var asked, out var failure), failure?.Message);
        var sink = new HttpSink(context, asked, new ClientPace(TimeSpan.FromSeconds(30), TimeProvider.System));

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            sink.WriteAsync(new DefectiveRelay(), new AnswerHead("b", "m", 1, TimeSpan.Zero, TimeSpan.Zero, []), TestContext.Current.CancellationToken).AsTask());

        Assert.True(lifetime.Aborted);
    }

    private sealed class DefectiveRelay : Relay
    {
        private bool _begun;

        public override string ContentType => "text/event-stream";

        public override long? Length => null;

        public override ValueTask<RelayChunk> ReadAsync(CancellationToken cancellationToken)
        {
            if (_begun)
                throw new InvalidOperationException("A defect.");
            _begun = true;
            return new(new RelayChunk("data: {}\n\n"u8.ToArray(), IsLast: false));
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
