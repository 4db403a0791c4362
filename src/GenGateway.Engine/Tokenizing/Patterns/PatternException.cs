namespace GenGateway.Engine.Tokenizing.Patterns;

/// <summary>A pattern that is broken or uses something unsupported; the reader of the file adds the place.</summary>
internal sealed class PatternException(string message) : Exception(message);
