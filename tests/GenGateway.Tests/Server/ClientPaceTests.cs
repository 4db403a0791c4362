using System.Buffers;
using System.IO.Pipelines;
using GenGateway.Errors;
using GenGateway.Server.Http;
using GenGateway.Tests.Journey;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GenGateway.Tests.Server;

public sealed class ClientPaceTests
{
    [Fact]
    public async Task A_client_that_takes_nothing_is_let_go_after_the_write_timeout()
    {
        var clock = new ManualClock();
        var lifetime = new Lifetime();
        var context = new DefaultHttpContext();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        context.Features.Set<IHttpResponseBodyFeature>(new PipeBody(pipe.Writer));
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        pipe.Writer.Write("data"u8);

        var flushing = new ClientPace(TimeSpan.FromSeconds(30), clock).FlushAsync(context, TestContext.Current.CancellationToken).AsTask();
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(flushing.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(FailureKind.ClientLeft, (await flushing)?.Kind);
        Assert.True(lifetime.Aborted);
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool Aborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => Aborted = true;
    }

    private sealed class PipeBody(PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => writer.AsStream();

        public PipeWriter Writer => writer;

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
