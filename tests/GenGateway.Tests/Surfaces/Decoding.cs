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

    public static Failure Failure(ISurface surface, string body, SurfaceContext? context = null)
    {
        Assert.False(Decode(surface, body, context).TryGet(out _, out var failure));
        return failure;
    }

    public static Outcome<SurfaceRequest> Decode(ISurface surface, string body, SurfaceContext? context = null) =>
        surface.Decode(Encoding.UTF8.GetBytes(body), context ?? Context);
}
