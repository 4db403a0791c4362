using GenGateway.Load.Drive;

namespace GenGateway.Load.Soak;

/// <summary>What one kind of load brought so far. Written by its loop's thread, read by the one that prints.</summary>
internal sealed class SoakCount
{
    private long _acknowledged;
    private long _refused;
    private long _broken;

    public long Acknowledged => Volatile.Read(ref _acknowledged);

    public long Refused => Volatile.Read(ref _refused);

    public long Broken => Volatile.Read(ref _broken);

    public long Errors => Refused + Broken;

    public void Add(DriveResult result)
    {
        Interlocked.Add(ref _acknowledged, result.Acknowledged);
        Interlocked.Add(ref _refused, result.Refused);
        Interlocked.Add(ref _broken, result.Broken);
    }
}
