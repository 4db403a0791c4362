namespace GenGateway.Admission.Limiting;

/// <summary>What a request used in fact.</summary>
/// <param name="Tokens">Tokens of prompt and answer.</param>
/// <param name="Images">Pictures delivered.</param>
internal readonly record struct Used(long Tokens, int Images);
