namespace GenGateway.Configuration;

/// <summary>Where the answer of a JSON service of one's own has what is needed (<c>response</c>).</summary>
/// <param name="Images">Its pictures.</param>
/// <param name="Seeds">Their seeds, in the same order; null: it tells none.</param>
/// <param name="Error">What it says where there are no pictures; null: nothing.</param>
public sealed record ResponseConfig(JsonPath Images, JsonPath? Seeds, JsonPath? Error);
