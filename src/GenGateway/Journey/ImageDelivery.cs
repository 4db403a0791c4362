namespace GenGateway.Journey;

/// <summary>What becomes of a request's pictures.</summary>
/// <param name="Form">How the client wants them; null: as the backend that makes them usually gives them.</param>
/// <param name="Origin">The scheme and host that the client used (<c>http://127.0.0.1:8080</c>), which links begin with where nothing else is configured.</param>
public sealed record ImageDelivery(ImageForm? Form, string Origin);
