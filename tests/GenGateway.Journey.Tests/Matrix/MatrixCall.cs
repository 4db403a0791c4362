namespace GenGateway.Journey.Tests.Matrix;

/// <summary>A call of a tool, as the client got it.</summary>
/// <param name="Id">Empty where the surface has no ids.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object, without blanks.</param>
internal sealed record MatrixCall(string Id, string Name, string Arguments);
