"""How workplaces are furnished. The same lines as in homes.py."""

OFFICE = """
[base]
desk 1-2               : against_wall
office_chair 1*desk    : in_front_of desk; facing desk
bookshelf 1            : against_wall
filing_cabinet 1       : against_wall
ceiling_lamp 1
waste_bin 1            : next_to desk
[more]
drawer_unit 1 ~.5      : next_to desk
whiteboard 1 ~.6       : on_wall
potted_plant 1-2 ~.8   : in_corner
wall_clock 1 ~.7       : on_wall
picture 1-2 ~.6        : on_wall
curtain 1-2 ~.5        : by_window
rug 1 ~.4
armchair 1 ~.35        : in_corner
chair 1 ~.4            : facing desk
floor_lamp 1 ~.4       : in_corner
cabinet 1 ~.4          : against_wall
bulletin_board 1 ~.4   : on_wall
wall_shelf 1-2 ~.5     : on_wall
coat_rack 1 ~.4        : in_corner
side_table 1 ~.2       : next_to armchair
photocopier 1 ~.1      : against_wall
bookshelf 1 ~.3        : against_wall
[small]
monitor 1*desk         : on desk
keyboard 1*desk        : on desk
mouse 1*desk           : on desk
laptop 1 ~.4           : on desk
desk_lamp 1*desk ~.8   : on desk
pencil_cup 1*desk ~.9  : on desk
pen 2 ~.8              : in pencil_cup
notebook 1-2           : on desk
mug 1 ~.8              : on desk
book 6-9               : in bookshelf
binder 3-5             : in bookshelf
printer 1 ~.7          : on filing_cabinet/cabinet/drawer_unit
[pool]
book 3-6               : in bookshelf on wall_shelf
binder 2-3             : in bookshelf on filing_cabinet/cabinet
document_tray 1        : on desk/filing_cabinet/cabinet
stapler 1              : on desk
tape_dispenser 1       : on desk
calculator 1           : on desk
phone 1                : on desk
headphones 1           : on desk
small_plant 1          : on desk/bookshelf/wall_shelf/filing_cabinet
picture_frame 1        : on desk/bookshelf/wall_shelf
storage_box 1-2        : in bookshelf
magazine 1-2           : on side_table/cabinet/bookshelf
speaker 2              : on desk/wall_shelf
tissue_box 1           : on desk/cabinet
globe 1                : on bookshelf/cabinet/filing_cabinet
trophy 1               : on bookshelf/wall_shelf
scissors 1             : on desk
router 1               : on cabinet/wall_shelf
bottle 1               : on desk
pencil 1-2             : in pencil_cup on desk
tablet 1               : on desk
"""

MEETING_ROOM = """
[base]
meeting_table 1        : in_center
office_chair 6-8       : around meeting_table; facing meeting_table
projector_screen/wall_tv/whiteboard 1 : on_wall
sideboard 1            : against_wall
ceiling_lamp 2
[more]
whiteboard 1 ~.6       : on_wall
potted_plant 1-2 ~.9   : in_corner
wall_clock 1 ~.8       : on_wall
picture 1-2 ~.6        : on_wall
curtain 1-2 ~.5        : by_window
waste_bin 1 ~.8        : in_corner
water_cooler 1 ~.4     : against_wall
lectern 1 ~.2          : in_corner
easel 1 ~.3            : in_corner
cabinet 1 ~.4          : against_wall
coat_rack 1 ~.3        : in_corner
bookshelf 1 ~.3        : against_wall
[small]
laptop 2-4             : on meeting_table
notebook 1*office_chair ~.9 : on meeting_table
pen 1*office_chair ~.8 : on meeting_table
glass 1*office_chair ~.7 : on meeting_table
pitcher 1-2            : on meeting_table/sideboard
projector 1 ~.5        : on meeting_table
phone 1 ~.7            : on meeting_table
[pool]
mug 2-4                : on meeting_table/sideboard
bottle 2-4             : on meeting_table/sideboard
cup 2-4                : on sideboard
coffee_machine 1       : on sideboard/cabinet
tray 1                 : on sideboard
document_tray 1        : on sideboard/cabinet
binder 2-4             : in bookshelf on sideboard/cabinet
small_plant 1          : on sideboard/cabinet/meeting_table
tablet 1-2             : on meeting_table
remote 1               : on meeting_table
speaker 1-2            : on sideboard/meeting_table
tissue_box 1           : on sideboard/meeting_table
book 3-5               : in bookshelf on sideboard
trophy 1-2             : on sideboard/bookshelf
picture_frame 1        : on sideboard/cabinet
vase 1                 : on sideboard/meeting_table
router 1               : on cabinet/sideboard
calculator 1           : on meeting_table
croissant 3-4          : on tray
"""

CLASSROOM = """
[base]
blackboard/whiteboard 1 : on_wall
school_desk 9-12
chair 1*school_desk    : in_front_of school_desk; facing blackboard/whiteboard/school_desk
desk 1                 : near blackboard
office_chair 1*desk     : in_front_of desk; facing desk
bookshelf 1            : against_wall
ceiling_lamp 2
[more]
cabinet 1 ~.7          : against_wall
wall_clock 1           : on_wall
bulletin_board 1-2 ~.8 : on_wall
picture 2-3 ~.7        : on_wall
waste_bin 1            : in_corner
projector_screen 1 ~.4 : on_wall
potted_plant 1-2 ~.6   : in_corner
lectern 1 ~.3          : near blackboard
locker 2-3 ~.4         : against_wall
curtain 2 ~.4          : by_window
easel 1 ~.2            : in_corner
bookshelf 1 ~.4        : against_wall
coat_hook 1-2 ~.4      : on_wall
[small]
notebook 5-8           : on school_desk
book 6-8               : in bookshelf
pencil 3-5             : on school_desk
laptop 1 ~.7           : on desk
globe 1                : on desk/bookshelf/cabinet
pencil_cup 1           : on desk
[pool]
book 3-5               : on school_desk
book 3-6               : in bookshelf
pencil_cup 2-3         : on school_desk
notebook 2-4           : on school_desk
binder 2-4             : in bookshelf on cabinet
backpack 2-3           : on chair
storage_box 1-3        : in bookshelf on cabinet
small_plant 1-2        : on cabinet/bookshelf/desk
calculator 2-3         : on school_desk
scissors 1-3           : on school_desk/desk
stapler 1              : on desk
document_tray 1        : on desk/cabinet
mug 1                  : on desk
projector 1            : on desk/cabinet
pen 2-4                : on school_desk
tape_dispenser 1       : on desk
tablet 2-3             : on school_desk
desk_lamp 1            : on desk
puzzle_box 1-2         : in bookshelf on cabinet
"""

LABORATORY = """
[base]
lab_bench 2-3          : against_wall
stool 1*lab_bench      : in_front_of lab_bench
fume_hood 1            : against_wall
sink_counter 1         : against_wall
shelf_unit 1           : against_wall
ceiling_lamp 2
[more]
cabinet 1-2 ~.8        : against_wall
refrigerator 1 ~.6     : against_wall
lab_bench 1 ~.6        : in_center
desk 1 ~.4             : against_wall
office_chair 1*desk    : in_front_of desk; facing desk
whiteboard 1 ~.6       : on_wall
wall_clock 1 ~.7       : on_wall
fire_extinguisher 1 ~.8 : against_wall
waste_bin 1-2 ~.9      : against_wall
wall_cabinet 1-2 ~.5   : on_wall
wall_shelf 1-2 ~.5     : on_wall
filing_cabinet 1 ~.3   : against_wall
locker 1-2 ~.3         : against_wall
safe 1 ~.1             : against_wall
[small]
microscope 1-2         : on lab_bench
centrifuge 1           : on lab_bench
scale 1                : on lab_bench
beaker 3-5             : on lab_bench/fume_hood
flask 3-4              : on lab_bench/fume_hood
test_tube_rack 2-3     : on lab_bench
petri_dish 3-5         : on lab_bench
pipette_box 1-2        : on lab_bench
notebook 1-2           : on lab_bench/desk
laptop 1               : on desk/lab_bench
bottle 2-3             : on shelf_unit/fume_hood
spray_bottle 1         : on sink_counter/lab_bench
[pool]
beaker 2-3             : on lab_bench/shelf_unit/sink_counter
flask 2-3              : on lab_bench/shelf_unit/fume_hood
petri_dish 2-4         : on lab_bench/shelf_unit
test_tube_rack 1-2     : on lab_bench/shelf_unit
bottle 2-3             : on shelf_unit/wall_shelf/lab_bench in cabinet
pipette_box 1-2        : on lab_bench/shelf_unit
storage_box 1-2        : on shelf_unit
jar 2-3                : on shelf_unit/wall_shelf
tray 1                 : on lab_bench/shelf_unit
binder 2-3             : on shelf_unit/desk/wall_shelf
soap_dispenser 1       : on sink_counter
paper_towel 1          : on sink_counter/lab_bench
tissue_box 1           : on lab_bench/desk
monitor 1              : on desk/lab_bench
pen 1-2                : on lab_bench/desk
calculator 1           : on desk/lab_bench
alarm_clock 1    : on lab_bench
microscope 1           : on lab_bench
sponge 1               : on sink_counter
book 2-3               : on shelf_unit/desk
"""

WORKSHOP = """
[base]
workbench 1-2          : against_wall
tool_chest 1           : against_wall
shelf_unit 1-2         : against_wall
stool 1                : in_front_of workbench
ceiling_lamp 2
[more]
ladder 1 ~.7           : against_wall
cabinet 1 ~.6          : against_wall
wall_shelf 1-2 ~.8     : on_wall
barrel 1 ~.3           : in_corner
fire_extinguisher 1 ~.8 : against_wall
trash_can 1 ~.9        : against_wall
hand_truck 1 ~.4       : against_wall
pallet 1 ~.3           : in_corner
wall_clock 1 ~.5       : on_wall
locker 1-2 ~.4         : against_wall
drawer_unit 1 ~.4      : next_to workbench
workbench 1 ~.4        : in_center
table 1 ~.2            : against_wall
tire 1-2 ~.3           : in_corner
step_stool 1 ~.4
bulletin_board 1 ~.3   : on_wall
[small]
hammer 1-2             : on workbench
screwdriver 2-3        : on workbench
wrench 2-3             : on workbench
pliers 1-2             : on workbench
drill 1                : on workbench
tape_measure 1         : on workbench
toolbox 1-2            : on workbench/shelf_unit
paint_can 2-4          : on shelf_unit
storage_box 2-3        : on shelf_unit
spray_bottle 1-2       : on workbench/shelf_unit
desk_lamp 1            : on workbench
[pool]
paint_can 1-3          : on shelf_unit/wall_shelf
cardboard_box 1-3      : on shelf_unit
crate 1-2              : on shelf_unit
tote 1-2               : on shelf_unit
jar 2-4                : on wall_shelf/workbench/shelf_unit
can 1-3                : on wall_shelf/workbench/shelf_unit
bucket 1-2             : on shelf_unit/cabinet
flashlight 1           : on workbench/wall_shelf/tool_chest
wrench 1-2             : on workbench/tool_chest
screwdriver 1-2        : on workbench/tool_chest
hammer 1               : on tool_chest/workbench
bottle 1-2             : on workbench/wall_shelf
pencil 1-2             : on workbench
mug 1                  : on workbench/cabinet
scissors 1             : on workbench
spray_bottle 1-2       : on wall_shelf/shelf_unit/cabinet
pliers 1               : on workbench/tool_chest
drill 1                : on shelf_unit/tool_chest
toolbox 1              : on cabinet/shelf_unit
speaker 1              : on wall_shelf/cabinet/shelf_unit
"""

GARAGE = """
[base]
workbench 1            : against_wall
shelf_unit 2           : against_wall
tool_chest 1           : against_wall
bicycle 1              : against_wall
tire 2-4               : in_corner
ceiling_lamp 2
[more]
ladder 1 ~.8           : against_wall
cabinet 1 ~.6          : against_wall
trash_can 1-2 ~.9      : against_wall
barrel 1 ~.3           : in_corner
hand_truck 1 ~.5       : against_wall
traffic_cone 2-3 ~.4
fire_extinguisher 1 ~.7 : against_wall
wall_shelf 1-2 ~.7     : on_wall
locker 1 ~.3           : against_wall
stool 1 ~.5            : near workbench
washing_machine 1 ~.2  : against_wall
refrigerator 1 ~.2     : against_wall
bicycle 1 ~.3          : against_wall
step_stool 1 ~.3
pallet 1 ~.2           : in_corner
[small]
toolbox 1              : on workbench
hammer 1               : on workbench
wrench 2-3             : on workbench
screwdriver 2          : on workbench
drill 1                : on workbench
paint_can 2-4          : on shelf_unit
cardboard_box 2-4      : on shelf_unit
storage_box 2-4        : on shelf_unit
bucket 1               : on shelf_unit
ball 1-2               : on shelf_unit
[pool]
cardboard_box 1-3      : on shelf_unit/cabinet
storage_box 1-2        : on shelf_unit
crate 1-2              : on shelf_unit
tote 1-2               : on shelf_unit
paint_can 1-2          : on shelf_unit/wall_shelf
can 1-3                : on wall_shelf/workbench/shelf_unit
spray_bottle 1-2       : on shelf_unit/wall_shelf/workbench
bottle 1-2             : on shelf_unit/wall_shelf/workbench
jar 1-3                : on wall_shelf/workbench
flashlight 1           : on wall_shelf/workbench/tool_chest
pliers 1-2             : on workbench/tool_chest
tape_measure 1         : on workbench
screwdriver 1-2        : on tool_chest/workbench
wrench 1               : on tool_chest/workbench
watering_can 1         : on shelf_unit/cabinet
backpack 1             : on shelf_unit/cabinet
detergent_bottle 1-2   : on shelf_unit/cabinet
basket 1               : on shelf_unit
speaker 1              : on wall_shelf/cabinet
"""

WAREHOUSE_AISLE = """
[base]
pallet_rack 3-4        : against_wall
pallet 2-3
ceiling_lamp 2-3
hand_truck 1
[more]
pallet_rack 1-2 ~.6    : against_wall
barrel 2-4 ~.7         : in_corner
traffic_cone 2-4 ~.8
ladder 1 ~.6           : against_wall
fire_extinguisher 1-2 ~.9 : against_wall
workbench 1 ~.5        : against_wall
desk 1 ~.3             : against_wall
office_chair 1*desk    : in_front_of desk
shelf_unit 1-2 ~.5     : against_wall
trash_can 1-2 ~.6      : against_wall
locker 1-2 ~.3         : against_wall
wall_clock 1 ~.4       : on_wall
pallet 1-2 ~.5
[small]
cardboard_box 8-12     : on pallet_rack
crate 3-5              : on pallet_rack
tote 3-5               : on pallet_rack
cardboard_box 3-5      : on pallet
[pool]
cardboard_box 2-5      : on pallet_rack
crate 1-3              : on pallet_rack/pallet
tote 1-3               : on pallet_rack/shelf_unit
storage_box 1-3        : on pallet_rack/shelf_unit
bucket 1-2             : on pallet_rack/shelf_unit
paint_can 2-3          : on shelf_unit/pallet_rack
tape_dispenser 1-2     : on workbench/desk
scale 1                : on workbench
scissors 1             : on workbench/desk
laptop 1               : on desk/workbench
toolbox 1              : on workbench/shelf_unit
cardboard_box 1-3      : on workbench/shelf_unit
binder 1-2             : on desk/workbench
flashlight 1           : on desk/workbench
printer 1              : on desk/workbench
pen 1-2                : on desk/workbench
"""

CAFE_CORNER = """
[base]
bar_counter 1          : against_wall
cafe_table 2-3
chair 2-3*cafe_table   : around cafe_table; facing cafe_table
bar_stool 2-3          : in_front_of bar_counter
pendant_lamp 2
shelf_unit/display_case 1 : against_wall
[more]
sofa 1 ~.4             : against_wall
armchair 1-2 ~.4       : near sofa
coffee_table 1*sofa ~.8 : in_front_of sofa
potted_plant 1-3 ~.9   : in_corner
picture 2-3 ~.8        : on_wall
blackboard 1 ~.7       : on_wall
wall_shelf 1-2 ~.8     : on_wall
trash_can 1 ~.7        : in_corner
curtain 1-2 ~.4        : by_window
rug 1 ~.4
wall_clock 1 ~.5       : on_wall
bookshelf 1 ~.4        : against_wall
ceiling_lamp 1 ~.5
refrigerator 1 ~.3     : against_wall
bench 1 ~.4            : against_wall
[small]
espresso_machine 1     : on bar_counter
cash_register 1        : on bar_counter
cup 3-4                : on bar_counter
croissant 2-4          : on tray/bar_counter/display_case
tray 1                 : on bar_counter
cup 1*cafe_table       : on cafe_table
plate 1*cafe_table     : on cafe_table
vase 1*cafe_table ~.7  : on cafe_table
[pool]
mug 2-3                : on bar_counter/wall_shelf/shelf_unit/display_case
glass 2-4              : on bar_counter/wall_shelf/cafe_table
bottle 2-3             : on wall_shelf/shelf_unit/bar_counter
jar 2-3                : on wall_shelf/shelf_unit/bar_counter
cake 1                 : on display_case/bar_counter/shelf_unit
bread 1-2              : on display_case/shelf_unit/bar_counter
small_plant 1-2        : on wall_shelf/cafe_table/shelf_unit
magazine 1-2      : on cafe_table/coffee_table/bookshelf
book 3-5               : in bookshelf on wall_shelf
candle 1-3             : on cafe_table/wall_shelf
laptop 1               : on cafe_table
salt_shaker 1-2        : on cafe_table
spoon 1-3              : on cafe_table
coffee_machine 1       : on shelf_unit/bar_counter
teapot 1-2             : on shelf_unit/wall_shelf/bar_counter
cushion 1-2            : on sofa/bench/armchair
pitcher 1              : on bar_counter/shelf_unit
plate 2-3              : on bar_counter/shelf_unit
paper_towel 1          : on bar_counter
basket 1               : on shelf_unit/bar_counter
"""
