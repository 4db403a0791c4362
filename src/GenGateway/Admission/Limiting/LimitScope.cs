namespace GenGateway.Admission.Limiting;

/// <summary>Whom a limit concerns; a label of metrics.</summary>
internal enum LimitScope
{
    Global,
    Key,
    Address,
    Model,
    Backend,
}
