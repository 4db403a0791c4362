using System.Runtime.InteropServices;

namespace GenGateway.Load.Net;

/// <summary>The kernel's timespec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}
