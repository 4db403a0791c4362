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
        var lifetime = new AbortableConnection();
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

    [Fact]
    public async Task A_large_answer_goes_out_piece_by_piece()
    {
        var lifetime = new AbortableConnection();
        var context = new DefaultHttpContext();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        context.Features.Set<IHttpResponseBodyFeature>(new PipeBody(pipe.Writer));
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        var answer = new byte[200 * 1024];
        new Random(7).NextBytes(answer);

        var sending = new ClientPace(TimeSpan.FromSeconds(30), TimeProvider.System).SendAsync(context, answer, TestContext.Current.CancellationToken).AsTask();
        var taken = new List<byte>();
        while (taken.Count < answer.Length)
        {
            var read = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
            // The next one is not written before this one was taken, so the write timeout is a piece's and not the answer's.
            Assert.InRange(read.Buffer.Length, 1, 64 * 1024);
            taken.AddRange(read.Buffer.ToArray());
            pipe.Reader.AdvanceTo(read.Buffer.End);
        }

        Assert.Null(await sending);
        Assert.Equal(answer, taken);
        Assert.False(lifetime.Aborted);
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
