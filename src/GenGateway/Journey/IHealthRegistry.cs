namespace GenGateway.Journey;

/// <summary>Where the account of each endpoint is found. Thread safe.</summary>
public interface IHealthRegistry
{
    /// <summary>The endpoint's account, the same one each time.</summary>
    IEndpointHealth Of(IEndpoint endpoint);
}
