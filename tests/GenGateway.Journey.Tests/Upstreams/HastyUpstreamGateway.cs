namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>The same with short deadlines.</summary>
public sealed class HastyUpstreamGateway : UpstreamGateway
{
    protected override string Settings => UpstreamSettings.Hasty;
}
