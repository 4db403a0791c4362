using System.Runtime.InteropServices;

namespace GenGateway.Load.Net;

/// <summary>The kernel's epoll_event: packed on x86-64.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct EpollEvent
{
    public uint Events;
    public ulong Data;
}
