namespace GenGateway.Engine.Tokenizing.Added;

/// <summary>A token that is found in the text itself, before any other step.</summary>
/// <param name="Content">Its text, not empty.</param>
/// <param name="SingleWord">Only where no word character stands before or after it.</param>
/// <param name="StripLeft">Takes the white space before it.</param>
/// <param name="StripRight">Takes the white space after it.</param>
/// <param name="Normalized">Looked for in the normalized text, after the tokens that are not.</param>
/// <param name="Special">Left out of decoded text on request.</param>
internal sealed record AddedToken(
    string Content, bool SingleWord, bool StripLeft, bool StripRight, bool Normalized, bool Special);
