namespace GenGateway.Surfaces;

/// <summary>A model as lists name it.</summary>
/// <param name="Id">Its name here.</param>
/// <param name="Created">When the oldest of those who serve it knew it.</param>
public sealed record ListedModel(string Id, DateTimeOffset Created);
