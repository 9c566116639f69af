; Offers Portside in the Windows settings for links to servers, without taking them from another program
; (Microsoft, "Default Programs"). portside: links are claimed by the app itself.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Portside.Link" "" "Server address"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Portside.Link" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\Portside.Link\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Portside.Link\shell\open\command" "" '"$appExe" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Portside\Capabilities" "ApplicationName" "Portside"
  WriteRegStr SHELL_CONTEXT "Software\Portside\Capabilities" "ApplicationDescription" "FTP, FTPS and SFTP client that also watches the server"
  WriteRegStr SHELL_CONTEXT "Software\Portside\Capabilities\URLAssociations" "sftp" "Portside.Link"
  WriteRegStr SHELL_CONTEXT "Software\Portside\Capabilities\URLAssociations" "ftp" "Portside.Link"
  WriteRegStr SHELL_CONTEXT "Software\Portside\Capabilities\URLAssociations" "ftps" "Portside.Link"
  WriteRegStr SHELL_CONTEXT "Software\RegisteredApplications" "Portside" "Software\Portside\Capabilities"
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\RegisteredApplications" "Portside"
  DeleteRegKey SHELL_CONTEXT "Software\Portside\Capabilities"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Portside.Link"
!macroend
