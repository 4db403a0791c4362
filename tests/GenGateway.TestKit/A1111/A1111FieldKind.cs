namespace GenGateway.TestKit.A1111;

/// <summary>What a field of a request must be.</summary>
internal enum A1111FieldKind
{
    Any,
    Text,
    Whole,
    Real,
    Truth,
    List,
    Object,
}
