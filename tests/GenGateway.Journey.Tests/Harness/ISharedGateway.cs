namespace GenGateway.Journey.Tests.Harness;

/// <summary>A program that several tests ask; it starts when the first of them needs it.</summary>
public interface ISharedGateway
{
    Task<GatewayProcess> GetAsync();
}
