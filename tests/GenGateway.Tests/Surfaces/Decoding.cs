using System.Text;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces;

namespace GenGateway.Tests.Surfaces;

/// <summary>Decoding as tests say it.</summary>
internal static class Decoding
{
    public static SurfaceContext Context { get; } = new("req-1", new Caller("studio", "127.0.0.1"), TimeProvider.System);

    public static GenerationRequest Request(ISurface surface, string body, SurfaceContext? context = null)
    {
        Assert.True(Decode(surface, body, context).TryGet(out var decoded, out var failure), failure?.Message);
        return decoded.Request;
    }

    /// <summary>Why the body is refused, at the door or when it is decoded.</summary>
    public static Failure Failure(ISurface surface, string body, SurfaceContext? context = null)
    {
        if (!Decode(surface, body, context).TryGet(out var read, out var failure))
            return failure;
        Assert.False(read.Request.Decode().TryGet(out _, out failure));
        return failure;
    }

    public static Outcome<SurfaceRequest> Decode(ISurface surface, string body, SurfaceContext? context = null) =>
        surface.Decode(Encoding.UTF8.GetBytes(body), context ?? Context);
}
